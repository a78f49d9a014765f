import { once } from 'node:events';
import { connect } from 'node:net';
import { type ByteStream, readBytes } from './byteStream.ts';
import { negotiateNbd } from './nbdHandshake.ts';

// Numbers from the NBD project's doc/proto.md, "Transmission phase".
const REQUEST = 0x25609513;
const SIMPLE_REPLY = 0x67446698;
const STRUCTURED_REPLY = 0x668e33ef;
const CMD_READ = 0;
const CMD_DISCONNECT = 2;
const CMD_BLOCK_STATUS = 7;
const FLAG_DONE = 1;
const CHUNK_DATA = 1;
const CHUNK_HOLE = 2;
const CHUNK_BLOCK_STATUS = 5;
const ERROR_BIT = 0x8000;
const MAX_READ = 8 * 1024 * 1024;
/** A multiple of every block size below what 32 bits hold. */
const MAX_STATUS = 0xffff0000;

export interface BlockStatus {
  start: number;
  length: number;
  /** Context-specific: `base:allocation` bit 0 hole, bit 1 zero; `qemu:dirty-bitmap:*` bit 0 dirty. */
  flags: number;
}

/** A reader of one export. Requests may be made side by side. */
export interface NbdClient {
  readonly size: number;
  read(offset: number, length: number): Promise<Buffer>;
  /** The state of the whole export in one of the contexts asked for at `connectNbd`, neighbours of equal state joined. */
  blockStatus(context: string): Promise<BlockStatus[]>;
  close(): void;
}

interface Request {
  offset: number;
  data: Buffer;
  status: Map<number, BlockStatus[]>;
  error?: Error;
  resolve(): void;
  reject(error: Error): void;
}

export async function connectNbd(options: {
  path: string;
  exportName: string;
  contexts?: readonly string[];
}): Promise<NbdClient> {
  const socket = connect(options.path);
  await once(socket, 'connect');
  const bytes = readBytes(socket, 'The NBD server');
  const session = await negotiateNbd(socket, bytes, {
    exportName: options.exportName,
    contexts: options.contexts ?? [],
  }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  const requests = new Map<bigint, Request>();
  let nextCookie = 1n;
  let broken: Error | undefined;

  receiveReplies(bytes, requests).catch((error: Error) => {
    broken = error;
    socket.destroy();
    for (const request of requests.values()) request.reject(error);
    requests.clear();
  });

  const send = async (command: number, offset: number, length: number): Promise<Request> => {
    if (broken) throw broken;
    const cookie = nextCookie++;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const data = Buffer.alloc(command === CMD_READ ? length : 0);
    const request: Request = { offset, data, status: new Map(), resolve, reject };
    requests.set(cookie, request);
    socket.write(requestHeader(command, cookie, offset, length));
    await promise;
    return request;
  };
  const read = async (offset: number, length: number) => {
    const parts: Promise<Request>[] = [];
    for (let at = offset; at < offset + length; at += MAX_READ) {
      parts.push(send(CMD_READ, at, Math.min(MAX_READ, offset + length - at)));
    }
    const read = await Promise.all(parts);
    return read.length === 1 && read[0] ? read[0].data : Buffer.concat(read.map((part) => part.data));
  };
  const blockStatus = async (context: string) => {
    const number = session.contexts.get(context);
    if (number === undefined) throw new Error(`Export "${options.exportName}" has no metadata context ${context}`);
    const found: BlockStatus[] = [];
    for (let at = 0; at < session.size; ) {
      const { status } = await send(CMD_BLOCK_STATUS, at, Math.min(MAX_STATUS, session.size - at));
      const extents = status.get(number) ?? [];
      for (const extent of extents) join(found, extent);
      const last = extents.at(-1);
      if (last === undefined) throw new Error(`The NBD server told nothing of ${context} at ${at}`);
      at = last.start + last.length;
    }
    return found;
  };
  const close = () => void socket.end(requestHeader(CMD_DISCONNECT, 0n, 0, 0));
  return { size: session.size, read, blockStatus, close };
}

function requestHeader(command: number, cookie: bigint, offset: number, length: number): Buffer {
  const header = Buffer.alloc(28);
  header.writeUInt32BE(REQUEST);
  header.writeUInt16BE(command, 6);
  header.writeBigUInt64BE(cookie, 8);
  header.writeBigUInt64BE(BigInt(offset), 16);
  header.writeUInt32BE(length, 24);
  return header;
}

async function receiveReplies(bytes: ByteStream, requests: Map<bigint, Request>): Promise<never> {
  for (;;) {
    const magic = (await bytes.take(4)).readUInt32BE(0);
    if (magic === SIMPLE_REPLY) {
      const rest = await bytes.take(12);
      const error = rest.readUInt32BE(0);
      finish(requests, rest.readBigUInt64BE(4), error === 0 ? undefined : new Error(`NBD error ${error}`));
      continue;
    }
    if (magic !== STRUCTURED_REPLY) throw new Error('The NBD server sent a reply of unknown form');
    const rest = await bytes.take(16);
    const type = rest.readUInt16BE(2);
    const cookie = rest.readBigUInt64BE(4);
    const payload = await bytes.take(rest.readUInt32BE(12));
    const request = requests.get(cookie);
    if (request === undefined) throw new Error('The NBD server answered a request that nobody made');
    if (type & ERROR_BIT)
      request.error = new Error(`NBD error ${payload.readUInt32BE(0)}: ${payload.toString('utf8', 6)}`);
    else takeChunk(request, type, payload);
    if (rest.readUInt16BE(0) & FLAG_DONE) finish(requests, cookie, request.error);
  }
}

function takeChunk(request: Request, type: number, payload: Buffer): void {
  if (type === CHUNK_DATA) {
    payload.copy(request.data, Number(payload.readBigUInt64BE(0)) - request.offset, 8);
  } else if (type === CHUNK_HOLE) {
    const at = Number(payload.readBigUInt64BE(0)) - request.offset;
    request.data.fill(0, at, at + payload.readUInt32BE(8));
  } else if (type === CHUNK_BLOCK_STATUS) {
    const extents: BlockStatus[] = [];
    let start = request.offset;
    for (let at = 4; at + 8 <= payload.length; at += 8) {
      const length = payload.readUInt32BE(at);
      extents.push({ start, length, flags: payload.readUInt32BE(at + 4) });
      start += length;
    }
    request.status.set(payload.readUInt32BE(0), extents);
  }
}

function finish(requests: Map<bigint, Request>, cookie: bigint, error?: Error): void {
  const request = requests.get(cookie);
  requests.delete(cookie);
  if (error) request?.reject(error);
  else request?.resolve();
}

function join(found: BlockStatus[], extent: BlockStatus): void {
  const last = found.at(-1);
  if (last && last.flags === extent.flags && last.start + last.length === extent.start) last.length += extent.length;
  else found.push({ ...extent });
}
