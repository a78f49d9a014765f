import { createHmac, timingSafeEqual } from 'node:crypto';
import { DroverError } from '../contract/errors.ts';
import { checkArtifactKey } from './artifactKey.ts';
import { deriveKey } from './keyFile.ts';

/** Where the API serves artifacts by link. */
export const artifactPath = '/api/v1/artifacts';

export interface ArtifactLinks {
  /** A link that lets its holder read one artifact until it expires. @throws DroverError config.invalid */
  sign(key: string, validSeconds: number): string;
  /** @throws DroverError artifact.link-invalid when it has expired or anything in it was changed */
  check(key: string, given: { expires: string; signature: string }): void;
}

/**
 * HMAC-SHA256 over key and expiry, under a key derived from the instance's: workers sign, the API checks.
 * @param instanceKeys the first signs, links that a former one has signed are good until they expire
 * @param baseUrl address of the API as the link's users reach it; without one links are checked only
 */
export function createArtifactLinks(instanceKeys: [Buffer, ...Buffer[]], baseUrl: string | undefined): ArtifactLinks {
  const [linkKey, ...formerKeys] = instanceKeys.map((key) => deriveKey(key, 'artifact links'));
  const signatureOf = (key: string, expires: string, by = linkKey) =>
    createHmac('sha256', by ?? '')
      .update(`GET\n${key}\n${expires}`)
      .digest('base64url');
  return {
    sign(key, validSeconds) {
      if (baseUrl === undefined) {
        throw new DroverError('config.invalid', 'DROVER_PUBLIC_URL is not set: links to artifacts need it.');
      }
      const expires = String(Math.floor(Date.now() / 1000) + validSeconds);
      const query = new URLSearchParams({ expires, signature: signatureOf(checkArtifactKey(key), expires) });
      return `${baseUrl}${artifactPath}/${key}?${query}`;
    },
    check(key, { expires, signature }) {
      const given = Buffer.from(signature);
      const signedBy = (linkKey: Buffer | undefined) => {
        const wanted = Buffer.from(signatureOf(key, expires, linkKey));
        return given.length === wanted.length && timingSafeEqual(given, wanted);
      };
      if (![linkKey, ...formerKeys].some(signedBy)) {
        throw new DroverError('artifact.link-invalid', 'The link to the artifact was altered.');
      }
      if (Number(expires) * 1000 < Date.now()) {
        throw new DroverError('artifact.link-invalid', 'The link to the artifact has expired.');
      }
    },
  };
}
