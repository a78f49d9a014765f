import { z } from 'zod';

import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { readCertificates } from './tls.ts';
import { path, secretFromFile, webAddress } from './variables.ts';

export interface OidcConfig {
  /** As discovery and tokens spell it. */
  issuer: string;
  clientId: string;
  /** Undefined: a public client, which proves itself by PKCE alone. */
  clientSecret: string | undefined;
  /** On the button: `Log in with NAME`. */
  name: string;
  scopes: string;
  /** Claim with the groups; a dot leads into objects, as in `realm_access.roles`. */
  groupsClaim: string;
  /** Claim that names the user in Drover. */
  nameClaim: string;
  /** PEM; undefined: the authorities that Node trusts. */
  ca: string | undefined;
  clockToleranceSeconds: number;
}

const variables = {
  DROVER_OIDC_ISSUER: z
    .string()
    .refine(
      (value) => value.startsWith('https://') && URL.canParse(value),
      'must be an address that starts with https://',
    )
    .optional(),
  DROVER_OIDC_CLIENT_ID: z.string().optional(),
  DROVER_OIDC_CLIENT_SECRET_FILE: path().optional(),
  DROVER_OIDC_NAME: z.string().max(60).default('OpenID Connect'),
  DROVER_OIDC_SCOPES: z
    .string()
    .refine((value) => value.split(' ').includes('openid'), 'must contain openid')
    .default('openid profile'),
  DROVER_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  DROVER_OIDC_NAME_CLAIM: z.string().default('preferred_username'),
  DROVER_OIDC_CA_FILE: path().optional(),
  DROVER_OIDC_CLOCK_TOLERANCE_SECONDS: z
    .string()
    .regex(/^\d{1,3}$/, 'must be from 0 to 999 seconds')
    .transform(Number)
    .default(30),
  DROVER_PUBLIC_URL: webAddress().optional(),
};

/** The provider whose users may log in, from DROVER_OIDC_*; null: none. */
export function readOidcConfig(environment?: Environment): OidcConfig | null {
  const given = readVariables(variables, environment);
  if (given.DROVER_OIDC_ISSUER === undefined) return null;
  if (given.DROVER_OIDC_CLIENT_ID === undefined) {
    throw new ConfigurationError(
      'DROVER_OIDC_CLIENT_ID',
      'is not set: register Drover at the provider and name it here',
    );
  }
  if (given.DROVER_PUBLIC_URL === undefined) {
    throw new ConfigurationError('DROVER_PUBLIC_URL', 'is not set: the provider sends browsers back to it');
  }
  const secretFile = given.DROVER_OIDC_CLIENT_SECRET_FILE;
  const caFile = given.DROVER_OIDC_CA_FILE;
  return {
    issuer: given.DROVER_OIDC_ISSUER,
    clientId: given.DROVER_OIDC_CLIENT_ID,
    clientSecret: secretFile === undefined ? undefined : secretFromFile('DROVER_OIDC_CLIENT_SECRET_FILE', secretFile),
    name: given.DROVER_OIDC_NAME,
    scopes: given.DROVER_OIDC_SCOPES,
    groupsClaim: given.DROVER_OIDC_GROUPS_CLAIM,
    nameClaim: given.DROVER_OIDC_NAME_CLAIM,
    ca: caFile === undefined ? undefined : readCertificates('DROVER_OIDC_CA_FILE', caFile),
    clockToleranceSeconds: given.DROVER_OIDC_CLOCK_TOLERANCE_SECONDS,
  };
}
