import { DroverError } from '../../contract/errors.ts';
import { handshakeFlags, info, magic, option, optionReply } from './nbdProtocol.ts';

export interface NbdExport {
  /** Bytes. */
  size: number;
  /** Transmission flags. */
  flags: number;
  /** Largest request payload that the server takes, bytes. */
  maximumBlock: number;
  structured: boolean;
  /** Id of `base:allocation`; null when the server does not tell about holes. */
  allocationContext: number | null;
}

/** The two directions of a connection during negotiation. */
export interface HandshakeChannel {
  take(length: number): Promise<Buffer>;
  send(bytes: Buffer): void;
}

/** Servers that do not say take 32 MiB (protocol, "Size constraints"). */
const defaultMaximumBlock = 32 * 1024 * 1024;
const longestReply = 1024 * 1024;

/**
 * Fixed newstyle negotiation: structured replies and `base:allocation` when there, then the export.
 * @throws DroverError platform.protocol | platform.not-found
 */
export async function negotiate(channel: HandshakeChannel, exportName: string): Promise<NbdExport> {
  const greeting = await channel.take(18);
  if (greeting.readBigUInt64BE(0) !== magic.server || greeting.readBigUInt64BE(8) !== magic.option) {
    throw new DroverError('platform.protocol', 'The socket does not speak NBD (newstyle).');
  }
  const flags = Buffer.alloc(4);
  flags.writeUInt32BE(greeting.readUInt16BE(16) & (handshakeFlags.fixedNewstyle | handshakeFlags.noZeroes));
  channel.send(flags);

  const structured = (await ask(channel, option.structuredReply, Buffer.alloc(0))).acknowledged;
  let allocationContext: number | null = null;
  if (structured) {
    const context = await ask(channel, option.setMetaContext, metaContextRequest(exportName, 'base:allocation'));
    const reply = context.replies.find((candidate) => candidate.type === optionReply.metaContext);
    if (context.acknowledged && reply !== undefined) allocationContext = reply.data.readUInt32BE(0);
  }
  const go = await ask(channel, option.go, goRequest(exportName));
  if (!go.acknowledged) {
    throw new DroverError('platform.not-found', `The NBD server has no export "${exportName}": ${go.refusal}.`);
  }
  return { ...exportFacts(go.replies), structured, allocationContext };
}

function exportFacts(replies: OptionReply[]): { size: number; flags: number; maximumBlock: number } {
  const infos = replies.filter((reply) => reply.type === optionReply.info && reply.data.length >= 2);
  const facts = infos.find((reply) => reply.data.readUInt16BE(0) === info.export && reply.data.length >= 12);
  if (facts === undefined) throw new DroverError('platform.protocol', 'The NBD server did not tell the export size.');
  const size = Number(facts.data.readBigUInt64BE(2));
  if (!Number.isSafeInteger(size)) throw new DroverError('platform.protocol', 'The NBD export is larger than 8 PiB.');
  const sizes = infos.find((reply) => reply.data.readUInt16BE(0) === info.blockSize && reply.data.length >= 14);
  const maximum = sizes?.data.readUInt32BE(10) ?? defaultMaximumBlock;
  if (maximum === 0) throw new DroverError('platform.protocol', 'The NBD server takes requests of 0 bytes at most.');
  return { size, flags: facts.data.readUInt16BE(10), maximumBlock: Math.min(maximum, defaultMaximumBlock) };
}

interface OptionReply {
  type: number;
  data: Buffer;
}

async function ask(channel: HandshakeChannel, number: number, data: Buffer) {
  const header = Buffer.alloc(16);
  header.writeBigUInt64BE(magic.option, 0);
  header.writeUInt32BE(number, 8);
  header.writeUInt32BE(data.length, 12);
  channel.send(Buffer.concat([header, data]));
  const replies: OptionReply[] = [];
  for (;;) {
    const reply = await channel.take(20);
    const type = reply.readUInt32BE(12);
    const length = reply.readUInt32BE(16);
    if (reply.readBigUInt64BE(0) !== magic.optionReply || length > longestReply) {
      throw new DroverError('platform.protocol', 'The NBD server broke off the negotiation with an unknown answer.');
    }
    const body = await channel.take(length);
    if (type === optionReply.acknowledge) return { acknowledged: true, refusal: '', replies };
    if (type >= optionReply.errorBit) {
      const refusal = body.toString('utf8') || `error ${type - optionReply.errorBit}`;
      return { acknowledged: false, refusal, replies };
    }
    replies.push({ type, data: body });
  }
}

function metaContextRequest(exportName: string, context: string): Buffer {
  return Buffer.concat([counted(exportName), uint32(1), counted(context)]);
}

function goRequest(exportName: string): Buffer {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt16BE(1, 0);
  wanted.writeUInt16BE(info.blockSize, 2);
  return Buffer.concat([counted(exportName), wanted]);
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
