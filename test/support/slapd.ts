import type { LdapOptions } from '../../identity/ldap/ldapOptions.ts';
import { askService } from './askService.ts';

/** A real OpenLDAP server; its entries are told in slapdServer.ts. A person's password is `${password}-${uid}`. */
export interface TestSlapd {
  /** Without TLS, but it takes STARTTLS. */
  url: string;
  secureUrl: string;
  /** Signs the server's certificate; PEM. */
  ca: string;
  caFile: string;
  /** Of the service login. */
  password: string;
}

export function useSlapd(): Promise<TestSlapd> {
  return askService('slapd');
}

/** What Drover needs to know of it. */
export function ldapOptionsOf({ secureUrl, ca, password }: TestSlapd): LdapOptions {
  return {
    ...{ url: secureUrl, plain: false, ca },
    service: { dn: 'cn=drover,dc=example,dc=org', password },
    ...{ userBase: 'ou=people,dc=example,dc=org', userFilter: '(&(objectClass=person)(uid={username}))' },
    ...{ nameAttribute: 'uid', idAttribute: 'entryUUID' },
    ...{ groupBase: 'ou=groups,dc=example,dc=org', groupFilter: '(member={dn})', nestedGroups: 'search' },
    timeoutMs: 10_000,
  };
}
