import type { Socket } from 'node:net';
import type { ByteStream } from './byteStream.ts';

// Numbers from the NBD project's doc/proto.md, "Values".
const GREETING = 0x4e42444d41474943n; // NBDMAGIC
const OPTION = 0x49484156454f5054n; // IHAVEOPT
const OPTION_REPLY = 0x0003e889045565a9n;
const FIXED_NEWSTYLE = 1;
const NO_ZEROES = 2;
const OPT_GO = 7;
const OPT_STRUCTURED_REPLY = 8;
const OPT_SET_META_CONTEXT = 10;
const REP_ACK = 1;
const REP_INFO = 3;
const REP_META_CONTEXT = 4;
const INFO_EXPORT = 0;

export interface NbdSession {
  size: number;
  /** The server's number of each metadata context that it agreed to. */
  contexts: Map<string, number>;
}

interface OptionReply {
  type: number;
  data: Buffer;
}

/** Fixed newstyle negotiation up to the transmission phase, with structured replies. */
export async function negotiateNbd(
  socket: Socket,
  bytes: ByteStream,
  wanted: { exportName: string; contexts: readonly string[] },
): Promise<NbdSession> {
  const greeting = await bytes.take(18);
  if (greeting.readBigUInt64BE(0) !== GREETING || greeting.readBigUInt64BE(8) !== OPTION) {
    throw new Error('The NBD server does not speak the newstyle protocol');
  }
  const clientFlags = Buffer.alloc(4);
  clientFlags.writeUInt32BE(greeting.readUInt16BE(16) & (FIXED_NEWSTYLE | NO_ZEROES));
  socket.write(clientFlags);

  const ask = async (option: number, data: Buffer): Promise<OptionReply[]> => {
    const head = Buffer.alloc(16);
    head.writeBigUInt64BE(OPTION);
    head.writeUInt32BE(option, 8);
    head.writeUInt32BE(data.length, 12);
    socket.write(Buffer.concat([head, data]));
    const replies: OptionReply[] = [];
    for (;;) {
      const reply = await bytes.take(20);
      if (reply.readBigUInt64BE(0) !== OPTION_REPLY) throw new Error('The NBD server broke the option protocol');
      const type = reply.readUInt32BE(12);
      const content = await bytes.take(reply.readUInt32BE(16));
      if (type >= 0x80000000)
        throw new Error(
          `The NBD server refused option ${option} for export "${wanted.exportName}": ${content.toString('utf8')}`,
        );
      if (type === REP_ACK) return replies;
      replies.push({ type, data: content });
    }
  };

  await ask(OPT_STRUCTURED_REPLY, Buffer.alloc(0));
  const contexts = new Map<string, number>();
  if (wanted.contexts.length > 0) {
    const query = [text(wanted.exportName), word(wanted.contexts.length), ...wanted.contexts.map(text)];
    for (const reply of await ask(OPT_SET_META_CONTEXT, Buffer.concat(query))) {
      if (reply.type === REP_META_CONTEXT) contexts.set(reply.data.toString('utf8', 4), reply.data.readUInt32BE(0));
    }
  }
  const replies = await ask(OPT_GO, Buffer.concat([text(wanted.exportName), Buffer.alloc(2)]));
  const about = replies.find((reply) => reply.type === REP_INFO && reply.data.readUInt16BE(0) === INFO_EXPORT);
  if (about === undefined) throw new Error(`The NBD server does not tell the size of export "${wanted.exportName}"`);
  return { size: Number(about.data.readBigUInt64BE(2)), contexts };
}

function word(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

function text(value: string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([word(content.length), content]);
}
