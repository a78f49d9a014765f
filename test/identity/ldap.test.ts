import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createLdapDirectory } from '../../identity/ldap/ldapDirectory.ts';
import type { LdapOptions } from '../../identity/ldap/ldapOptions.ts';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { ldapOptionsOf, type TestSlapd, useSlapd } from '../support/slapd.ts';

let slapd: TestSlapd;
const stops: (() => void)[] = [];

beforeAll(async () => {
  slapd = await useSlapd();
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const directory = (changes: Partial<LdapOptions> = {}) => createLdapDirectory({ ...ldapOptionsOf(slapd), ...changes });
const passwordOf = (uid: string) => `${slapd.password}-${uid}`;
const groupDn = (cn: string) => `cn=${cn},ou=groups,dc=example,dc=org`;

test('a password opens the entry that the service login finds, over LDAPS and STARTTLS alike', async () => {
  const alice = await directory().authenticate('alice', passwordOf('alice'));
  expect(alice).toEqual({
    subject: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: 'alice',
    groups: ['team', 'division', 'operators'].map(groupDn),
  });
  expect(await directory({ url: slapd.url }).authenticate('ALICE', passwordOf('alice'))).toEqual(alice);
});

test('a wrong password, an empty one and an unknown user are nobody', async () => {
  const asked = directory();
  expect(await asked.authenticate('alice', passwordOf('bob'))).toBeNull();
  // slapd, too, would answer an empty password as it answers a good one, were anonymous binds with a name allowed.
  expect(await asked.authenticate('alice', '')).toBeNull();
  expect(await asked.authenticate('nobody', passwordOf('alice'))).toBeNull();
});

test.each([
  '*',
  'ali*',
  'alice)(uid=*',
  'alice)(|(uid=*',
  '*)(objectClass=*))(|(uid=*',
  'alice\0',
  '\\61lice',
  'carol,ou=people,dc=example,dc=org',
])('%j is the name of nobody', async (username) => {
  expect(await directory().authenticate(username, passwordOf('alice'))).toBeNull();
});

test('groups: nested ones level by level, cycles once, direct ones alone where that is asked', async () => {
  const groupsOf = async (name: string, changes?: Partial<LdapOptions>) =>
    (await directory(changes).lookUp(name))?.groups.toSorted();
  expect(await groupsOf('bob')).toEqual(['loop-a', 'loop-b'].map(groupDn));
  expect(await groupsOf('carol')).toEqual([]);
  // Her distinguished name has brackets, a comma and a star.
  expect(await groupsOf('eve')).toEqual(['division', 'operators', 'team'].map(groupDn));
  expect(await groupsOf('alice', { nestedGroups: 'none' })).toEqual([groupDn('team')]);
  expect(await directory().lookUp('nobody')).toBeNull();
});

test('names that fit several entries let nobody in', async () => {
  await expect(directory().authenticate('twin', passwordOf('twin'))).rejects.toMatchObject({
    code: 'identity.answer',
    message: expect.stringContaining('several entries below ou=people,dc=example,dc=org'),
  });
});

test('what is set up wrongly is told by name, and no password with it', async () => {
  const stranger = createSelfSigned({ commonName: 'Another', altNames: { dns: [], ip: ['127.0.0.1'] }, days: 1 });
  const service = { dn: 'cn=drover,dc=example,dc=org', password: 'planted-secret' };
  const closed = await freePort();
  const cases: [Partial<LdapOptions>, string, RegExp][] = [
    [{ ca: stranger.certPem }, 'identity.certificate', /^ldaps:.*DROVER_LDAP_CA_FILE/],
    [{ ca: undefined }, 'identity.certificate', /^ldaps:.*DROVER_LDAP_CA_FILE/],
    [{ url: slapd.url, ca: stranger.certPem }, 'identity.certificate', /^ldap:.*DROVER_LDAP_CA_FILE/],
    [{ url: `ldaps://127.0.0.1:${closed}` }, 'identity.unreachable', /ECONNREFUSED.*DROVER_LDAP_URL/],
    [{ service }, 'identity.refused', /cn=drover,dc=example,dc=org.*DROVER_LDAP_BIND_DN/],
    [{ service: null }, 'identity.answer', /ou=people,dc=example,dc=org/],
    [{ userBase: 'ou=nowhere,dc=example,dc=org' }, 'identity.answer', /ou=nowhere.*DROVER_LDAP_USER_BASE/],
    [{ groupBase: 'ou=nowhere,dc=example,dc=org' }, 'identity.answer', /ou=nowhere.*DROVER_LDAP_GROUP_BASE/],
    [{ idAttribute: 'objectGUID' }, 'identity.answer', /objectGUID.*DROVER_LDAP_ID_ATTRIBUTE/],
  ];
  for (const [changes, code, message] of cases) {
    const failed = directory(changes).authenticate('alice', passwordOf('alice'));
    const error = await failed.catch((thrown: Error) => thrown);
    expect(error, JSON.stringify(changes.url ?? changes)).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(String(error)).not.toContain(slapd.password);
    expect(String(error)).not.toContain('planted-secret');
  }
});

test('a server that is silent is waited for no longer than was said', async () => {
  const url = await relay(() => undefined);
  await expect(directory({ url, timeoutMs: 300 }).authenticate('alice', 'x')).rejects.toMatchObject({
    code: 'identity.unreachable',
    message: expect.stringContaining('no answer within 0.3 s'),
  });
});

test('a line that is cut after STARTTLS ends the login at once, and is not opened again', async () => {
  let lines = 0;
  const url = await relay((socket) => {
    lines += 1;
    const server = connect(Number(new URL(slapd.url).port), '127.0.0.1');
    server.on('error', () => undefined);
    server.pipe(socket);
    let heard = 0;
    socket.on('data', (bytes) => {
      heard += 1;
      // The request for TLS and the handshake go through; the login that follows does not.
      if (heard > 3) socket.destroy();
      else server.write(bytes);
    });
    socket.on('close', () => server.destroy());
  });
  await expect(directory({ url }).authenticate('alice', passwordOf('alice'))).rejects.toMatchObject({
    code: 'identity.unreachable',
    message: expect.not.stringContaining('no answer within'),
  });
  expect(lines).toBe(1);
});

/** Stands in the way: `ldap://` to a listener that does with each connection as told. */
async function relay(meet: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
