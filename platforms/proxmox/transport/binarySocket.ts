import { type Dispatcher, WebSocket } from 'undici';
import { DroverError } from '../../../contract/errors.ts';

export interface BinarySocket extends AsyncDisposable {
  /** What arrives, until the server hangs up. */
  pieces: AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array): void;
}

/** What may wait to be read; the server sends what was asked for, not more. */
const mostWaitingBytes = 64 * 1024 * 1024;

/**
 * A WebSocket that carries bytes. Proxmox VE wants the subprotocol `binary` and no compression
 * (pve-http-server, AnyEvent.pm).
 * @throws DroverError platform.unreachable when it does not open
 */
export async function openBinarySocket(
  dispatcher: Dispatcher,
  { url, headers, signal }: { url: string; headers: Record<string, string>; signal: AbortSignal },
): Promise<BinarySocket> {
  signal.throwIfAborted();
  const socket = new WebSocket(url, { dispatcher, headers, protocols: ['binary'] });
  socket.binaryType = 'arraybuffer';
  const inbox = new Inbox();
  socket.onmessage = ({ data }) => inbox.add(new Uint8Array(data as ArrayBuffer));
  socket.onclose = () => inbox.end();
  const abort = () => {
    inbox.fail(signal.reason);
    socket.close();
  };
  signal.addEventListener('abort', abort, { once: true });
  const dispose = async () => {
    signal.removeEventListener('abort', abort);
    socket.onerror = null;
    socket.close();
  };
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = ({ error }) => reject(signal.aborted ? signal.reason : notOpened(url, error));
    });
  } catch (error) {
    await dispose();
    throw error;
  }
  socket.onerror = ({ error }) => inbox.fail(notOpened(url, error));
  return { pieces: inbox, write: (bytes) => socket.send(bytes), [Symbol.asyncDispose]: dispose };
}

/** The query holds a ticket and is not told. */
function notOpened(url: string, cause: unknown): DroverError {
  const { origin, pathname } = new URL(url);
  return new DroverError('platform.unreachable', `The console at ${origin} did not open.`, {
    evidence: [`GET ${pathname.replace(/^\/api2\/json/, '')}`, cause instanceof Error ? cause.message : String(cause)],
    cause,
  });
}

/** Pieces that arrived and were not read yet. */
class Inbox implements AsyncIterable<Uint8Array> {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;
  #over: { error: unknown } | 'ended' | null = null;
  #wake: () => void = () => undefined;

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > mostWaitingBytes) {
      this.fail(new DroverError('platform.protocol', 'The console sends more than was asked for.'));
      return;
    }
    this.#pieces.push(piece);
    this.#wake();
  }

  end(): void {
    this.#over ??= 'ended';
    this.#wake();
  }

  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#bytes -= piece.length;
        yield piece;
      } else if (this.#over === 'ended') {
        return;
      } else if (this.#over !== null) {
        throw this.#over.error;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
