import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSetupToken } from '../../api/session/setUp.ts';
import { type Client, createClient } from '../../client/client.ts';
import { BrowserAt } from '../api/browserAt.ts';
import { followRedirects } from '../support/formBrowser.ts';
import type { TestOidcServer } from '../support/oidcServer.ts';
import type { TestSlapd } from '../support/slapd.ts';
import type { Canaries } from './canaries.ts';
import type { DataCentres } from './dataCentres.ts';

interface Realms {
  slapd: TestSlapd;
  provider: TestOidcServer;
}

const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();

/** The first administrator, by the password that the instance was given. */
export async function administrator(centres: DataCentres, canaries: Canaries): Promise<Client> {
  const password = readFileSync(join(centres.folder, 'secrets', 'admin'), 'utf8').trim();
  const { token } = await createClient({ baseUrl: centres.apiUrl }).login({ body: { username: 'admin', password } });
  return createClient({ baseUrl: centres.apiUrl, token: canaries.plant(token, 'the session token') });
}

/** Everything that Drover hands out, or is shown, so that somebody is let in: once as it should be, once refused. */
export async function logInEveryWay(
  { centres, admin, canaries }: { centres: DataCentres; admin: Client; canaries: Canaries },
  realms: Realms,
): Promise<void> {
  const nobody = createClient({ baseUrl: centres.apiUrl });
  const [first, second] = [canaries.make('a first password'), canaries.make('a password that was changed to')];
  const made = { kind: 'user', name: 'walter', role: 'admin', password: first } as const;
  canaries.note('a user', await admin.createUser({ body: made }));
  const pair = await nobody.createTokenPair({ body: { username: 'walter', password: first } });
  const next = await nobody.refreshTokenPair({ body: { refreshToken: pair.refreshToken } });
  for (const { accessToken, refreshToken } of [pair, next]) {
    canaries.plant(accessToken, 'an access token');
    canaries.plant(refreshToken, 'a refresh token');
  }
  const walter = createClient({ baseUrl: centres.apiUrl, token: next.accessToken });
  const wrong = canaries.make('a wrong password at a change');
  await canaries.noteRefusal(
    'password change refused',
    walter.changePassword({ body: { current: wrong, password: second } }),
  );
  await walter.changePassword({ body: { current: first, password: second } });
  await handOutTokens(admin, canaries);
  const again = nobody.refreshTokenPair({ body: { refreshToken: pair.refreshToken } });
  await canaries.noteRefusal('a refresh token again', again);
  const token = canaries.plant(await makeSetupToken(centres.database), 'the set-up token');
  await canaries.noteRefusal('setup', nobody.setUp({ body: { token, username: 'late', password: second } }));
  await byDirectory(nobody, admin, { canaries, slapd: realms.slapd });
  await byProvider(centres, admin, { canaries, provider: realms.provider });
}

async function handOutTokens(admin: Client, canaries: Canaries): Promise<void> {
  const body = { scopes: ['inventory:read' as const], expiresAt: days(1) };
  const own = await admin.createToken({ body: { ...body, name: 'laptop' } });
  canaries.plant(own.token, 'an API token');
  await canaries.noteRefusal('an API token again', admin.createToken({ body: { ...body, name: 'laptop' } }));
  const robot = await admin.createUser({ body: { kind: 'service', name: 'robot', role: 'viewer' } });
  const params = { id: robot.id };
  const service = await admin.createServiceToken({ params, body: { ...body, name: 'nightly' } });
  canaries.plant(service.token, 'a token of a service account');
  canaries.note('tokens', [await admin.listTokens(), await admin.listUserTokens({ params })]);
  await admin.revokeToken({ params: { id: service.id } });
}

async function byDirectory(
  nobody: Client,
  admin: Client,
  { canaries, slapd }: { canaries: Canaries; slapd: TestSlapd },
): Promise<void> {
  const group = 'cn=operators,ou=groups,dc=example,dc=org';
  await admin.createGroupRole({ body: { realm: 'ldap', group, role: 'operator' } });
  const password = canaries.plant(`${slapd.password}-alice`, 'a password of the directory');
  const { token } = await nobody.loginDirectory({ body: { username: 'alice', password } });
  canaries.plant(token, 'the session token of somebody of the directory');
  const wrong = canaries.make('a wrong password of the directory');
  const refused = nobody.loginDirectory({ body: { username: 'alice', password: wrong } });
  await canaries.noteRefusal('directory refuses', refused);
  canaries.note('directory checked', await admin.checkDirectory({ body: { username: 'alice' } }));
}

async function byProvider(
  centres: DataCentres,
  admin: Client,
  { canaries, provider }: { canaries: Canaries; provider: TestOidcServer },
): Promise<void> {
  await admin.createGroupRole({ body: { realm: 'oidc', group: 'ops', role: 'operator' } });
  provider.person = 'erin';
  const browser = new BrowserAt(centres.apiUrl);
  const { url } = (await browser.ask('POST', '/auth/provider/begin')).body;
  const back = await followRedirects(url, { ca: provider.ca, until: `${centres.apiUrl}/login/provider` });
  canaries.plant(back.searchParams.get('code') ?? '', 'the code of the provider');
  canaries.plant(back.searchParams.get('state') ?? '', 'the state of a login at the provider');
  const finish = () => browser.ask('POST', '/auth/provider/finish', { body: { query: back.search } });
  const { status, body } = await finish();
  if (status !== 200) throw new Error(`The provider lets nobody in: ${JSON.stringify(body)}`);
  canaries.plant(body.csrfToken, 'a CSRF token');
  const [, session = ''] = /drover_session_[^=]+=([^;]+)/.exec(browser.cookie) ?? [];
  canaries.plant(session, 'a cookie');
  canaries.note('the same code again', (await finish()).body);
  const headers = { 'x-csrf-token': canaries.make('a forged CSRF token') };
  canaries.note('a forged CSRF token', (await browser.ask('POST', '/auth/logout', { headers })).body);
}
