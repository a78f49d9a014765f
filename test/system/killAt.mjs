// Loaded into a product process by `node --import`: kills it (SIGKILL) inside the nth occasion that KILL_AT names,
// e.g. `write:7`. The product knows nothing of it.
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';

const [what, nth] = (process.env.KILL_AT ?? ':').split(':');
let left = Number(nth);

function occasion(name) {
  if (name !== what) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

function wrap(owner, method, name, matches = () => true) {
  const original = owner[method];
  function wrapped(...args) {
    const result = original.apply(this, args);
    if (matches(args)) occasion(name);
    return result;
  }
  for (const key of Reflect.ownKeys(original)) {
    if (typeof key === 'symbol') Object.defineProperty(wrapped, key, Object.getOwnPropertyDescriptor(original, key));
  }
  owner[method] = wrapped;
}

// The sink writes and flushes by descriptor, the journal by file handle.
wrap(fs, 'write', 'write');
wrap(fs, 'fdatasync', 'flush');
syncBuiltinESMExports();
const handle = await open('/dev/null');
wrap(Object.getPrototypeOf(handle), 'datasync', 'journal');
await handle.close();

// Requests leave as one chunk that begins with, or holds, what they ask for.
net.Socket.prototype.write = function write(chunk, ...rest) {
  const result = Duplex.prototype.write.call(this, chunk, ...rest);
  const text =
    typeof chunk === 'string'
      ? chunk
      : Buffer.from(chunk.buffer ?? [], chunk.byteOffset, chunk.byteLength).toString('latin1');
  if (text.startsWith('POST /api2/json')) occasion('proxmox-post');
  if (text.includes('RemoveSnapshot_Task')) occasion('snapshot-removal');
  return result;
};
