// Loaded into a product process by `node --import`: kills it (SIGKILL) inside the occasions that KILL_AT names, the nth
// of each, e.g. `baseline-write:7,proxmox-post:2`, and says so in the file KILL_LOG. What that file tells already is not
// died again. The product knows nothing of it.
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';

const log = process.env.KILL_LOG;
const points = process.env.KILL_AT.split(',').map((point) => point.split(':'));
const left = new Map(points.map(([name, nth]) => [name, Number(nth)]));
for (const name of left.keys()) if (wasDied(name)) left.delete(name);
/** Reads volumes back for the mover, which is the one that dies. */
const isReader = process.argv[1]?.endsWith('verifyProcess.ts') === true;

function wasDied(name) {
  return fs.existsSync(log) && fs.readFileSync(log, 'utf8').includes(`${name} `);
}

function occasion(name) {
  if (!left.has(name)) return;
  left.set(name, left.get(name) - 1);
  // Of two readers of one mover, the other may have been faster.
  if (left.get(name) !== 0 || wasDied(name)) return;
  fs.appendFileSync(log, `${name} ${new Date().toISOString()}\n`);
  process.kill(isReader ? process.ppid : process.pid, 'SIGKILL');
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

/** Of each VM's last copy, by the VM's number and by the migration: baseline, delta or final. */
const rounds = new Map();

/** Volumes, ledgers and journals by the files that are really open, and whose round that is. */
function fileOf(descriptor) {
  const path = fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  const volume = /\/vm-(\d+)-disk-\d+[^/]*$/.exec(path);
  if (volume !== null) return { kind: 'volume', round: rounds.get(volume[1]) };
  const state = /\/transfers\/([^/]+)\/[^/]+\.(ledger|journal)$/.exec(path);
  return state === null ? {} : { kind: state[2], round: rounds.get(state[1]) };
}

function onFile(deeds) {
  return (descriptor) => {
    const { kind, round } = fileOf(descriptor);
    return deeds[kind] === undefined ? undefined : `${round}-${deeds[kind]}`;
  };
}

// Volume and ledger are written and flushed by descriptor, the journal by file handle.
wrap(fs, 'write', onFile({ volume: 'write', ledger: 'ledger' }));
wrap(fs, 'fdatasync', onFile({ volume: 'flush' }));
if (isReader) wrap(fs, 'read', (descriptor) => (fileOf(descriptor).kind === 'volume' ? 'verify-read' : undefined));
syncBuiltinESMExports();
const handle = await open('/dev/null');
wrap(Object.getPrototypeOf(handle), 'datasync', function ofHandle() {
  return onFile({ journal: 'journal' })(this.fd);
});
await handle.close();

// Requests leave as one chunk that begins with, or holds, what they ask for.
net.Socket.prototype.write = function write(chunk, ...rest) {
  const result = Duplex.prototype.write.call(this, chunk, ...rest);
  const text =
    typeof chunk === 'string'
      ? chunk
      : Buffer.from(chunk.buffer ?? [], chunk.byteOffset, Math.min(chunk.byteLength, 16384)).toString('latin1');
  if (text.startsWith('POST /api2/json')) occasion('proxmox-post');
  if (/[<:]RemoveSnapshot_Task[ >]/.test(text)) occasion('snapshot-removal');
  if (/[<:]ShutdownGuest[ >]/.test(text)) occasion('shutdown');
  if (/^PUT \S+[?&]partNumber=/.test(text)) occasion('export-part');
  return result;
};

if (!isReader) await watchWorker();

/** What a worker is told, and tells Temporal, goes through native code. Deaths are before it is told. */
async function watchWorker() {
  const require = createRequire(import.meta.url);
  const ofWorker = createRequire(require.resolve('@temporalio/worker'));
  const { native } = ofWorker('@temporalio/core-bridge');
  const { ActivityTaskCompletion, activity_task } = ofWorker('@temporalio/proto').coresdk;
  const calls = new Map();

  const { workerPollActivityTask, workerCompleteActivityTask, workerCompleteWorkflowActivation } = native;
  native.workerPollActivityTask = async (worker) => {
    const polled = await workerPollActivityTask(worker);
    const { taskToken, start } = activity_task.ActivityTask.decode(new Uint8Array(polled));
    if (start) {
      calls.set(Buffer.from(taskToken).toString('hex'), start.activityType);
      const text = Buffer.from(start.input[0]?.data ?? []).toString();
      const round = /"kind":"(baseline|delta|final)"/.exec(text)?.[1];
      for (const key of [/vm-(\d+)-disk-/, /"migrationId":"([^"]+)"/]) {
        const found = key.exec(text)?.[1];
        if (round !== undefined && found !== undefined) rounds.set(found, round);
      }
    }
    return polled;
  };
  native.workerCompleteActivityTask = (worker, told) => {
    const { taskToken, result } = ActivityTaskCompletion.decodeDelimited(new Uint8Array(told));
    if (result?.completed) occasion(`${calls.get(Buffer.from(taskToken).toString('hex'))}-told`);
    return workerCompleteActivityTask(worker, told);
  };
  // The workflow task in which change ids advance, which asks for the next call.
  native.workerCompleteWorkflowActivation = (worker, told) => {
    if (Buffer.from(told).toString('latin1').includes('dropSnapshot')) occasion('advance');
    return workerCompleteWorkflowActivation(worker, told);
  };
}
