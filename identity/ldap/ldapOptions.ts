/** How a directory is reached and read; the fields are those of DROVER_LDAP_* (docs/directories.md). */
export interface LdapOptions {
  url: string;
  plain: boolean;
  ca: string | undefined;
  service: { dn: string; password: string } | null;
  userBase: string;
  userFilter: string;
  nameAttribute: string;
  idAttribute: string;
  groupBase: string;
  groupFilter: string;
  nestedGroups: 'search' | 'in-chain' | 'none';
  /** For everything that one login asks of the directory. */
  timeoutMs: number;
}
