import { ConfigurationError } from './configurationError.ts';

/** Where a key-encryption key is kept, as a variable names it. */
export type NamedKeeper =
  | { kind: 'file' }
  | { kind: 'aws-kms'; keyArn: string }
  | { kind: 'vault'; address: string; mount: string; key: string };

const keyArn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
const transit = /^vault(\+http)?:\/\/([^/\s]+)\/(\S+)\/([^/\s]+)$/;

/**
 * Reads `file`, `aws-kms:KEY-ARN`, or `vault://HOST[:PORT]/MOUNT/KEY` (over TLS; `vault+http://…` without).
 * @throws ConfigurationError that names the variable
 */
export function readKeeper(variable: string, text: string): NamedKeeper {
  if (text === 'file') return { kind: 'file' };
  const arn = /^aws-kms:(.*)$/.exec(text)?.[1];
  if (arn !== undefined) {
    if (keyArn.test(arn)) return { kind: 'aws-kms', keyArn: arn };
    throw new ConfigurationError(variable, 'must name the key itself, arn:aws:kms:REGION:ACCOUNT:key/ID, not an alias');
  }
  const found = transit.exec(text);
  const address = found === null ? '' : `${found[1] === undefined ? 'https' : 'http'}://${found[2]}`;
  if (found === null || !URL.canParse(address)) {
    throw new ConfigurationError(variable, 'must read file, aws-kms:KEY-ARN or vault://HOST[:PORT]/MOUNT/KEY');
  }
  return { kind: 'vault', address, mount: found[3] ?? '', key: found[4] ?? '' };
}
