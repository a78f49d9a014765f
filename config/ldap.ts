import { z } from 'zod';

import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { readCertificates } from './tls.ts';
import { flag, path, secretFromFile } from './variables.ts';

export interface LdapConfig {
  /** `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]`, which is raised to TLS before anything is said. */
  url: string;
  /** `true`: `ldap://` stays without TLS. Passwords cross the network readable. */
  plain: boolean;
  /** PEM; undefined: the authorities that Node trusts. */
  ca: string | undefined;
  /** Whom searches are made as; null: anonymously. */
  service: { dn: string; password: string } | null;
  userBase: string;
  /** RFC 4515, with `{username}` where the escaped name goes. */
  userFilter: string;
  /** Names the user in Drover. */
  nameAttribute: string;
  /** Tells users apart for good, also after a rename. */
  idAttribute: string;
  groupBase: string;
  /** RFC 4515, with `{dn}` (and `{username}`) of the member. */
  groupFilter: string;
  /** `search`: level by level; `in-chain`: by the server (Active Directory); `none`: direct groups alone. */
  nestedGroups: 'search' | 'in-chain' | 'none';
  timeoutMs: number;
}

const attribute = () => z.string().regex(/^[A-Za-z][A-Za-z0-9;-]*$/, 'must be the name of an attribute');

const variables = {
  DROVER_LDAP_URL: z.string().optional(),
  DROVER_LDAP_PLAIN: flag(false),
  DROVER_LDAP_CA_FILE: path().optional(),
  DROVER_LDAP_BIND_DN: z.string().optional(),
  DROVER_LDAP_PASSWORD_FILE: path().optional(),
  DROVER_LDAP_USER_BASE: z.string().optional(),
  DROVER_LDAP_USER_FILTER: z.string().includes('{username}').default('(&(objectClass=person)(uid={username}))'),
  DROVER_LDAP_NAME_ATTRIBUTE: attribute().default('uid'),
  DROVER_LDAP_ID_ATTRIBUTE: attribute().default('entryUUID'),
  DROVER_LDAP_GROUP_BASE: z.string().optional(),
  DROVER_LDAP_GROUP_FILTER: z
    .string()
    .regex(/\{(dn|username)\}/, 'must contain {dn} or {username}')
    .default('(member={dn})'),
  DROVER_LDAP_NESTED_GROUPS: z
    .enum(['search', 'in-chain', 'none'], { error: 'must be search, in-chain or none' })
    .default('search'),
  DROVER_LDAP_TIMEOUT_SECONDS: z
    .string()
    .regex(/^[1-9]\d?$/, 'must be from 1 to 99 seconds')
    .transform(Number)
    .default(5),
};

/** The directory whose users may log in, from DROVER_LDAP_*; null: none. */
export function readLdapConfig(environment?: Environment): LdapConfig | null {
  const given = readVariables(variables, environment);
  if (given.DROVER_LDAP_URL === undefined) return null;
  const url = checkUrl(given.DROVER_LDAP_URL);
  const userBase = needBase('DROVER_LDAP_USER_BASE', given.DROVER_LDAP_USER_BASE, 'users');
  return {
    url,
    plain: given.DROVER_LDAP_PLAIN,
    ca:
      given.DROVER_LDAP_CA_FILE === undefined
        ? undefined
        : readCertificates('DROVER_LDAP_CA_FILE', given.DROVER_LDAP_CA_FILE),
    service: serviceOf(given.DROVER_LDAP_BIND_DN, given.DROVER_LDAP_PASSWORD_FILE),
    userBase,
    userFilter: given.DROVER_LDAP_USER_FILTER,
    nameAttribute: given.DROVER_LDAP_NAME_ATTRIBUTE,
    idAttribute: given.DROVER_LDAP_ID_ATTRIBUTE,
    groupBase: needBase('DROVER_LDAP_GROUP_BASE', given.DROVER_LDAP_GROUP_BASE, 'groups'),
    groupFilter: given.DROVER_LDAP_GROUP_FILTER,
    nestedGroups: given.DROVER_LDAP_NESTED_GROUPS,
    timeoutMs: given.DROVER_LDAP_TIMEOUT_SECONDS * 1000,
  };
}

function checkUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const whole = url !== undefined && /^ldaps?:$/.test(url.protocol) && url.hostname !== '';
  // What else a URL of RFC 4516 may say has variables of its own here.
  if (whole && url.username === '' && /^\/?$/.test(url.pathname) && url.search === '') return value.replace(/\/$/, '');
  throw new ConfigurationError('DROVER_LDAP_URL', 'must read ldaps://HOST[:PORT], or ldap://HOST[:PORT] for STARTTLS');
}

function needBase(variable: string, base: string | undefined, of: string): string {
  if (base !== undefined && /^[^=,]+=/.test(base)) return base;
  const wrong = base === undefined ? 'is not set' : 'must be a distinguished name';
  throw new ConfigurationError(
    variable,
    `${wrong}: say below which entry ${of} are, such as ou=${of},dc=example,dc=org`,
  );
}

function serviceOf(dn: string | undefined, passwordFile: string | undefined): LdapConfig['service'] {
  if (dn === undefined) return null;
  if (passwordFile !== undefined) return { dn, password: secretFromFile('DROVER_LDAP_PASSWORD_FILE', passwordFile) };
  throw new ConfigurationError(
    'DROVER_LDAP_PASSWORD_FILE',
    'is not set: DROVER_LDAP_BIND_DN needs the file with its password',
  );
}
