// Loaded into a product process by `node --import`: kills it (SIGKILL) inside the nth occasion that KILL_AT names,
// e.g. `write:7`, and says so in the file KILL_LOG. The product knows nothing of it.
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';

const [what, nth] = (process.env.KILL_AT ?? ':').split(':');
let left = Number(nth);

function occasion(name) {
  if (name !== what) return;
  left -= 1;
  if (left !== 0) return;
  fs.appendFileSync(process.env.KILL_LOG, `${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** @param names the occasion that a call with these arguments is, if any */
function wrap(owner, method, names) {
  const original = owner[method];
  function wrapped(...args) {
    const result = original.apply(this, args);
    const name = names.call(this, ...args);
    if (name !== undefined) occasion(name);
    return result;
  }
  for (const key of Reflect.ownKeys(original)) {
    if (typeof key === 'symbol') Object.defineProperty(wrapped, key, Object.getOwnPropertyDescriptor(original, key));
  }
  owner[method] = wrapped;
}

/** Volumes, ledgers and journals by the files that are really open. */
function kindOf(descriptor) {
  const path = fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  if (/\/vm-\d+-disk-\d+[^/]*$/.test(path)) return 'volume';
  return /\.(ledger|journal)$/.exec(path)?.[1];
}

// Volume and ledger are written and flushed by descriptor, the journal by file handle.
wrap(fs, 'write', (descriptor) => ({ volume: 'write', ledger: 'ledger' })[kindOf(descriptor)]);
wrap(fs, 'fdatasync', (descriptor) => ({ volume: 'flush' })[kindOf(descriptor)]);
syncBuiltinESMExports();
const handle = await open('/dev/null');
wrap(Object.getPrototypeOf(handle), 'datasync', function ofHandle() {
  return kindOf(this.fd) === 'journal' ? 'journal' : undefined;
});
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

// What a worker tells Temporal goes through native code: this strikes before it is told.
const ofWorker = createRequire(createRequire(import.meta.url).resolve('@temporalio/worker'));
const { native } = ofWorker('@temporalio/core-bridge');
function beforeTelling(method, name, matches) {
  const original = native[method];
  native[method] = (worker, told) => {
    if (matches(Buffer.from(told).toString('latin1'))) occasion(name);
    return original(worker, told);
  };
}
// The end of a copy of one round; and the workflow task in which its change ids advance, which asks for the next call.
beforeTelling('workerCompleteActivityTask', 'copy-told', (text) => text.includes('"writtenBytes"'));
beforeTelling('workerCompleteWorkflowActivation', 'advance', (text) => text.includes('dropSnapshot'));
