import type { Socket } from 'node:net';

/** Reads exact numbers of bytes off a socket, in order. */
export interface ByteStream {
  /** @throws Error when the peer hangs up before the last byte */
  take(length: number): Promise<Buffer>;
}

export function readBytes(socket: Socket, peer: string): ByteStream {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted: { length: number; resolve(bytes: Buffer): void; reject(error: Error): void } | undefined;
  let ended = false;

  const serve = () => {
    if (wanted === undefined) return;
    const { length, resolve, reject } = wanted;
    if (held >= length) {
      wanted = undefined;
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      chunks = [all.subarray(length)];
      held -= length;
      resolve(all.subarray(0, length));
    } else if (ended) {
      wanted = undefined;
      reject(new Error(`${peer} hung up`));
    }
  };
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    serve();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    ended = true;
    serve();
  });
  return {
    take: (length) =>
      new Promise((resolve, reject) => {
        wanted = { length, resolve, reject };
        serve();
      }),
  };
}
