import type { ErrorEntry } from './errors.ts';

/** Of the entries in errors.ts those that concern logins that a directory or provider vouches for. */
export const identityErrors = {
  'auth.no-role': {
    status: 403,
    title: 'None of the groups of this login has a role',
    remedy: 'Ask an administrator to give a role to one of your groups, or to put you into a group that has one.',
    next: 'never',
  },
  'member.by-group': {
    status: 409,
    title: 'The user has the role by a group, not by hand',
    remedy:
      'An administrator of the instance takes the role from the group, or somebody takes the user out of it in the directory; where it is urgent, disable the user.',
    next: 'never',
  },
  'auth.disabled': {
    status: 403,
    title: 'The user is disabled',
    remedy: 'Ask an administrator to enable the user.',
    next: 'never',
  },
  'auth.name-taken': {
    status: 409,
    title: 'Another user has the name of this login',
    remedy: 'Ask an administrator: one of the two has to go or to be renamed.',
    next: 'never',
  },
  'auth.login-lost': {
    status: 400,
    title: 'This browser has begun no such login',
    remedy: 'Begin the login again on the login page, and end it in the same browser within ten minutes.',
    next: 'never',
  },
  'auth.not-offered': {
    status: 404,
    title: 'This instance offers no such login',
    remedy: 'Log in another way; an administrator sets DROVER_LDAP_URL or DROVER_OIDC_ISSUER.',
    next: 'never',
  },
  'identity.unreachable': {
    status: 502,
    title: 'The directory or provider that knows the users cannot be reached',
    remedy: 'An administrator finds the reason in the log, or asks by `POST /api/v1/identity/check`.',
    next: 'retry',
  },
  'identity.certificate': {
    status: 502,
    title: 'The certificate of the directory or provider is not trusted',
    remedy: 'Set DROVER_LDAP_CA_FILE or DROVER_OIDC_CA_FILE to the authority that signed it.',
    next: 'never',
  },
  'identity.refused': {
    status: 502,
    title: 'The directory or provider refused the login',
    remedy: 'Begin the login again; if it goes on, look at what Drover is registered with there.',
    next: 'never',
  },
  'identity.answer': {
    status: 502,
    title: 'The directory or provider answered what Drover cannot take',
    remedy: 'Correct the variable or the setting of the provider that is named.',
    next: 'never',
  },
} as const satisfies Record<string, ErrorEntry>;
