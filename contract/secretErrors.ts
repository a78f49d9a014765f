import type { ErrorEntry } from './errors.ts';

/** Of the entries in errors.ts those that concern sealed secrets and their keys. */
export const secretErrors = {
  'secrets.keeper-unavailable': {
    status: 503,
    title: 'The keeper of the keys does not answer',
    remedy: 'Check that AWS KMS or Vault can be reached from this process; Drover tries again.',
    next: 'retry',
  },
  'secrets.key-refused': {
    status: 500,
    title: 'The keeper of the keys refused to use the key',
    remedy: 'Check the policy of the login and the state of the key (docs/secrets.md has both), then retry.',
    next: 'park',
  },
  'secrets.key-missing': {
    status: 500,
    title: 'No known key opens this secret',
    remedy:
      'Put the former key back: into the key file, or into DROVER_FORMER_KEYS. If it is lost, enter the secret anew.',
    next: 'park',
  },
  'secrets.altered': {
    status: 500,
    title: 'A stored secret was altered or belongs to another object',
    remedy: 'Find out who wrote to the database; then enter the secret anew.',
    next: 'park',
  },
} as const satisfies Record<string, ErrorEntry>;
