import { DroverError } from '../contract/errors.ts';

const segment = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** Keys become paths and URLs: a few plain characters, no way up. @throws DroverError request.invalid */
export function checkArtifactKey(key: string): string {
  const fits = key.length <= 500 && key.split('/').every((part) => segment.test(part));
  if (fits) return key;
  throw new DroverError(
    'request.invalid',
    `"${key.slice(0, 100)}" is no artifact key: letters, digits, ".", "_", "-".`,
  );
}

export function artifactMissing(key: string, cause?: unknown): DroverError {
  return new DroverError('artifact.missing', `There is no artifact ${key}.`, { cause });
}
