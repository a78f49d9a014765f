import type { ErrorEntry } from './errors.ts';

/** Of the entries in errors.ts those that concern logins and what they may do. */
export const accessErrors = {
  'auth.required': {
    status: 401,
    title: 'A login is needed',
    remedy: 'Log in and send the token as `Authorization: Bearer`.',
    next: 'never',
  },
  'auth.invalid': {
    status: 401,
    title: 'User or password is wrong',
    remedy: 'Check both; after several wrong passwords wait, or have an administrator unlock the user.',
    next: 'never',
  },
  'auth.forbidden': {
    status: 403,
    title: 'This login may not do that',
    remedy: 'Ask an administrator for the permission that is named.',
    next: 'never',
  },
  'auth.csrf': {
    status: 403,
    title: 'The request does not come from the console',
    remedy: 'Send the CSRF token of the session as `X-CSRF-Token`, from a page of this very address.',
    next: 'never',
  },
  'auth.setup': {
    status: 403,
    title: 'The set-up token is not valid',
    remedy: 'Restart the API while there is no user: it prints a new one. Once there is a user, log in.',
    next: 'never',
  },
} as const satisfies Record<string, ErrorEntry>;
