import { type Client, type Entry, FilterParser, InvalidCredentialsError } from 'ldapts';
import { DroverError } from '../../contract/errors.ts';
import type { Directory } from '../../ports/directory.ts';
import type { VouchedIdentity } from '../../ports/vouchedIdentity.ts';
import { filledFilter } from './filledFilter.ts';
import { withLdap } from './ldapConnection.ts';
import { ldapError } from './ldapError.ts';
import type { LdapOptions } from './ldapOptions.ts';
import { nestedGroups } from './nestedGroups.ts';

/** LDAP_MATCHING_RULE_IN_CHAIN of Active Directory (MS-ADTS 3.1.1.3.4.4.3): the server follows nested groups. */
const inChain = '1.2.840.113556.1.4.1941';

/** Users of an LDAP directory: the service login finds the entry, the user's own bind proves the password. */
export function createLdapDirectory(options: LdapOptions): Directory {
  return {
    authenticate: (username, password) =>
      asService(options, async (client) => {
        if (password === '') return null;
        const entry = await findUser(client, options, username);
        if (entry === null || !(await passwordFits(options, entry.dn, password))) return null;
        return vouch(client, options, entry);
      }),
    lookUp: (username) =>
      asService(options, async (client) => {
        const entry = await findUser(client, options, username);
        return entry && vouch(client, options, entry);
      }),
  };
}

function asService<T>(options: LdapOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const { url, service } = options;
  return withLdap(options, async (client) => {
    if (service === null) return work(client);
    await client.bind(service.dn, service.password).catch((error: unknown) => {
      if (!(error instanceof InvalidCredentialsError))
        throw ldapError(error, { url, doing: `binding as ${service.dn}` });
      const remedy = 'Check DROVER_LDAP_BIND_DN and DROVER_LDAP_PASSWORD_FILE.';
      throw new DroverError('identity.refused', `${url} refused the login of ${service.dn}. ${remedy}`);
    });
    return work(client);
  });
}

/** @throws DroverError identity.answer when the filter fits several entries: none of them is meant for sure */
async function findUser(client: Client, options: LdapOptions, username: string): Promise<Entry | null> {
  const { url, userBase, nameAttribute, idAttribute } = options;
  const filter = FilterParser.parseString(filledFilter(options.userFilter, { username }));
  const attributes = [nameAttribute, idAttribute];
  const { searchEntries } = await client
    .search(userBase, { scope: 'sub', filter, attributes, explicitBufferAttributes: [idAttribute], sizeLimit: 2 })
    .catch((error: unknown) => {
      throw ldapError(error, { url, doing: `looking for a user below ${userBase} (DROVER_LDAP_USER_BASE)` });
    });
  const [entry, another] = searchEntries;
  if (another === undefined) return entry ?? null;
  throw new DroverError(
    'identity.answer',
    `${url}: several entries below ${userBase} fit the name. Make DROVER_LDAP_USER_FILTER fit one.`,
  );
}

/** On a connection of its own: what follows is still asked with the rights of the service login. */
function passwordFits(options: LdapOptions, dn: string, password: string): Promise<boolean> {
  return withLdap(options, async (client) => {
    try {
      await client.bind(dn, password);
      return true;
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return false;
      throw ldapError(error, { url: options.url, doing: 'binding as the user' });
    }
  });
}

async function vouch(client: Client, options: LdapOptions, entry: Entry): Promise<VouchedIdentity> {
  const { url, nameAttribute, idAttribute } = options;
  const id = attributeOf(entry, idAttribute);
  const name = attributeOf(entry, nameAttribute);
  if (id === null || name === null) {
    const missing =
      id === null ? `${idAttribute} (DROVER_LDAP_ID_ATTRIBUTE)` : `${nameAttribute} (DROVER_LDAP_NAME_ATTRIBUTE)`;
    throw new DroverError('identity.answer', `${url}: the user's entry shows no ${missing} to the service login.`);
  }
  return {
    subject: readable(id),
    name: name.toString('utf8'),
    groups: await groupsOf(client, options, entry.dn, name),
  };
}

function groupsOf(client: Client, options: LdapOptions, dn: string, name: Buffer): Promise<string[]> {
  const { url, groupBase, groupFilter, nestedGroups: nested } = options;
  const template = nested === 'in-chain' ? groupFilter.replaceAll('={dn}', `:${inChain}:={dn}`) : groupFilter;
  const direct = async (member: string) => {
    const filter = FilterParser.parseString(filledFilter(template, { dn: member, username: name.toString('utf8') }));
    const { searchEntries } = await client
      .search(groupBase, { scope: 'sub', filter, attributes: ['1.1'], paged: { pageSize: 500 } })
      .catch((error: unknown) => {
        throw ldapError(error, { url, doing: `looking for groups below ${groupBase} (DROVER_LDAP_GROUP_BASE)` });
      });
    return searchEntries.map((entry) => entry.dn);
  };
  return nested === 'search' ? nestedGroups(dn, direct) : direct(dn);
}

function attributeOf(entry: Entry, attribute: string): Buffer | null {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const value = key === undefined ? undefined : [entry[key]].flat()[0];
  if (value === undefined || value.length === 0) return null;
  return Buffer.isBuffer(value) ? value : Buffer.from(value);
}

/** Active Directory's objectGUID is 16 bytes, an entryUUID is text. */
function readable(id: Buffer): string {
  const text = id.toString('utf8');
  return /^[\x21-\x7e]+$/.test(text) ? text : id.toString('hex');
}
