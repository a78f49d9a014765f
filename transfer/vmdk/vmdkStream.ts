import { DroverError } from '../../contract/errors.ts';
import type { StreamSource } from '../../ports/blockSource.ts';
import type { ExportLocation } from '../../ports/diskLocation.ts';
import { ByteReader } from './byteReader.ts';
import { readGrains } from './readGrains.ts';

const progressMs = 500;

/** A disk out of an export lease, taken apart while it comes; the lease is ended well only after every byte was seen. */
export function openVmdkStream(location: ExportLocation): StreamSource {
  const size = location.capacityBytes;
  return {
    size,
    async *blocks(signal) {
      const stream = await location.open(signal);
      const reader = new ByteReader(interruptible(stream.body, signal));
      let ended = false;
      let reportedAt = performance.now();
      try {
        const expected = { capacityBytes: size, lengthBytes: stream.lengthBytes };
        for await (const grain of readGrains(reader, expected)) {
          yield grain;
          if (performance.now() - reportedAt < progressMs) continue;
          reportedAt = performance.now();
          const total = stream.lengthBytes;
          stream.progress(Math.min(1, total === null ? grain.offset / size : reader.received / total));
        }
        const seen = await reader.drain();
        if (stream.lengthBytes !== null && seen.bytes !== stream.lengthBytes) {
          const message = `The export had ${seen.bytes} bytes, the server announced ${stream.lengthBytes}.`;
          throw new DroverError('transfer.stream-truncated', message);
        }
        stream.progress(1);
        await stream.complete(seen);
        ended = true;
      } finally {
        // An abort must not hide why the stream ended.
        if (!ended) await stream.abort().catch(() => undefined);
      }
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Stops waiting for a body that says nothing once the signal is aborted. Each wait has a promise of its own: one that
 * lives as long as the stream would remember every piece that was waited for.
 */
async function* interruptible(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let giveUp: (reason: unknown) => void = () => undefined;
  const abort = () => giveUp(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        giveUp = reject;
        chunks.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Not awaited: a body that hangs would never answer.
    chunks.return?.()?.catch(() => undefined);
  }
}
