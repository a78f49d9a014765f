import { DroverError } from '../contract/errors.ts';
import type { TlsTrust } from '../http/connection.ts';
import { openBody } from '../http/openBody.ts';
import { artifactMissing } from './artifactKey.ts';
import { fromS3Error } from './s3Errors.ts';

/** A store that says nothing for so long has stalled. */
const silenceMs = 60_000;

/**
 * The bytes behind a link that S3 has signed; a chunk is good until the next one is asked for.
 * @param where the store, for errors
 * @throws DroverError artifact.missing | platform.*
 */
export async function* readObject(
  link: { url: string; tls: TlsTrust; key: string; where: string },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { tls, key, where } = link;
  const silence = () => new DroverError('platform.stalled', `The artifact store ${where} is silent.`);
  try {
    const answer = await openBody({ url: new URL(link.url), tls, headers: {}, signal, silenceMs, silence });
    try {
      if (answer.status === 404) throw artifactMissing(key);
      if (answer.status !== 200) throw new Error(`HTTP ${answer.status} for ${key}`);
      yield* answer.body;
    } finally {
      answer.destroy();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw fromS3Error(error, where);
  }
}
