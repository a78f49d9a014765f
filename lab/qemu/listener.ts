import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';

/** A unix socket on which one call is awaited: QEMU calls us, so nobody has to poll for its sockets. */
export interface Listener {
  caller: Promise<Socket>;
  close(): Promise<void>;
}

export async function listenOnce(path: string): Promise<Listener> {
  await rm(path, { force: true });
  const caller = Promise.withResolvers<Socket>();
  // Without a reader the rejection at close() would count as unhandled.
  caller.promise.catch(() => {});
  const server = createServer((socket) => {
    server.close();
    caller.resolve(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    caller: caller.promise,
    close: async () => {
      server.close();
      caller.reject(new Error(`Nobody called on ${path}`));
      await rm(path, { force: true });
    },
  };
}
