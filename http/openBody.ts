import type { Socket } from 'node:net';
import type { AddressGuard } from '../ports/addressGuard.ts';
import { BodyChunks } from './bodyChunks.ts';
import { openConnection, type TlsTrust } from './connection.ts';
import { requestHead } from './requestHead.ts';
import { ResponseReader } from './responseReader.ts';

/** A TLS record, at most. */
const scratchBytes = 16 * 1024;
const handshakeMs = 15_000;

export interface BodyRequest {
  url: URL;
  /** For `https:`. */
  tls?: TlsTrust | undefined;
  guard?: AddressGuard | undefined;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Longest silence while bytes are wanted. */
  silenceMs: number;
  /** What such a silence is told as. */
  silence(): Error;
}

export interface BodyAnswer {
  status: number;
  /** Names are in lower case. */
  headers: Map<string, string>;
  /** A chunk is good until the next one is asked for. Throws what broke the connection. */
  body: AsyncIterable<Uint8Array>;
  /** Closes the connection, which serves one answer only. */
  destroy(): void;
}

/**
 * One GET over a connection of its own, for bodies of any length: Node's client makes an object of every record of 16 KiB
 * (docs/adr/0040). Resolved with the head of the answer.
 * @throws DroverError platform.certificate | platform.address-refused; else what the socket says
 */
export async function openBody(request: BodyRequest): Promise<BodyAnswer> {
  const { url, headers, signal, silenceMs, guard } = request;
  const secure = url.protocol === 'https:';
  const target = {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 443 : 80)),
    tls: secure ? (request.tls ?? {}) : undefined,
    guard,
  };
  const question = requestHead(url, { ...headers, Connection: 'close' });

  const head = Promise.withResolvers<{ status: number; headers: Map<string, string> }>();
  let socket: Socket | null = null;
  const chunks = new BodyChunks(() => {
    // The time in which it was held back does not count.
    socket?.setTimeout(silenceMs);
    socket?.resume();
  });
  const reader = new ResponseReader((answer) => {
    head.resolve(answer);
    return chunks;
  });
  const scratch = Buffer.allocUnsafeSlow(scratchBytes);
  let direct: Buffer | null = null;
  const fail = (error: unknown) => {
    head.reject(error);
    chunks.fail(error);
  };
  const onread = {
    buffer: () => {
      direct = reader.space();
      return direct ?? scratch;
    },
    callback: (length: number) => {
      try {
        if (direct === null) reader.received(scratch.subarray(0, length));
        else reader.filled(length);
        if (reader.ended) chunks.end();
      } catch (error) {
        fail(error);
        socket?.destroy();
      }
      return !chunks.full;
    },
  };
  const opened = await openConnection(target, onread, {
    signal,
    silenceMs: Math.min(silenceMs, handshakeMs),
    // A stream that is held back by its reader is not silent.
    silent: (silent) => void (chunks.full || silent.destroy(request.silence())),
  });
  socket = opened;
  opened.setTimeout(silenceMs);
  const abort = () => opened.destroy(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  opened.on('error', fail);
  opened.on('close', () => {
    signal.removeEventListener('abort', abort);
    try {
      reader.closed();
      chunks.end();
    } catch (error) {
      fail(error);
    }
  });
  if (signal.aborted) abort();
  opened.write(question, 'latin1');
  const answer = await head.promise;
  return { ...answer, body: { [Symbol.asyncIterator]: () => chunks }, destroy: () => void opened.destroy() };
}
