import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '../../api/session/passwords.ts';
import { createLdapDirectory } from '../../identity/ldap/ldapDirectory.ts';
import { createOidcProvider } from '../../identity/oidc/oidcProvider.ts';
import { createUser } from '../../prisma/queries/users.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { startOidcServer, type TestOidcServer } from '../support/oidcServer.ts';
import { ldapOptionsOf, type TestSlapd, useSlapd } from '../support/slapd.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let slapd: TestSlapd;
let server: TestOidcServer;
let console: OpenPage;
let page: Page;

beforeAll(async () => {
  slapd = await useSlapd();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const client = { client_id: 'drover', client_secret: 'secret', redirect_uris: [`${publicUrl}/login/provider`] };
  server = await startOidcServer([client], { erin: ['ops'], frank: [] });
  const identityProvider = createOidcProvider({
    ...{ issuer: server.issuer, clientId: 'drover', clientSecret: 'secret', name: 'Example ID', ca: server.ca },
    ...{ scopes: 'openid profile', groupsClaim: 'groups', nameClaim: 'preferred_username', clockToleranceSeconds: 5 },
  });
  const directory = createLdapDirectory(ldapOptionsOf(slapd));
  api = await startApi({ webDir: await ensureConsole(() => undefined), directory, identityProvider, publicUrl, port });
  await createUser(api.database.prisma, { name: 'admin', passwordHash: await hashPassword('test'), role: 'admin' });
  console = await (await openBrowser())({ ignoreHTTPSErrors: true });
  page = console.page;
});
afterAll(() => server.close());

async function logIn(realm: 'Directory' | 'Drover', username: string, password: string) {
  await page.getByRole('button', { name: realm, exact: true }).click();
  await page.getByLabel('User', { exact: true }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

async function logOut(name: string) {
  await page.getByRole('button', { name: `Account: ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
}

test('the login page offers Drover, the directory and the provider, and says why somebody without a role is refused', async () => {
  await page.goto(api.url);
  await page.getByRole('button', { name: 'Log in with Example ID' }).waitFor();
  await logIn('Directory', 'alice', `${slapd.password}-alice`);
  await page.getByRole('alert').getByText('auth.no-role').waitFor();
  await console.shoot('login-ways');
  expect(await axeViolations(page)).toEqual([]);
});

test('groups get their roles on the page of users, in the words of the language that is chosen there', async () => {
  await logIn('Drover', 'admin', 'test');
  await page.getByRole('link', { name: 'Users and access' }).click();
  const groups = page.getByRole('region', { name: 'Groups' });
  await groups.getByText('No group has a role yet').waitFor();
  const give = async (realm: string, group: string, place = 'Whole instance') => {
    await groups.getByLabel('Of', { exact: true }).selectOption(realm);
    await groups.getByLabel('Group', { exact: true }).fill(group);
    await groups.getByLabel('Role', { exact: true }).selectOption('viewer');
    await groups.getByLabel('In', { exact: true }).selectOption(place);
    await groups.getByRole('button', { name: 'Give the role' }).click();
    await groups.locator(`[data-group="${group}"]`, { hasText: place }).waitFor();
  };
  const operators = 'cn=operators,ou=groups,dc=example,dc=org';
  await give('ldap', operators);
  await give('oidc', 'ops');
  await give('oidc', 'ops', 'Default');
  await give('oidc', 'staff');
  await groups.getByRole('button', { name: 'Remove staff' }).click();
  await groups.locator('[data-group="staff"]').waitFor({ state: 'detached' });
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await groups.getByLabel(`Role of ${operators}`).selectOption('operator');
  expect((await saved).status()).toBe(200);
  await console.shoot('groups');
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitemradio', { name: '繁體中文' }).click();
  await page.getByRole('region', { name: '群組' }).getByRole('button', { name: '指派角色' }).waitFor();
  await page.getByRole('button', { name: '語言' }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await logOut('admin');
});

test('somebody of the directory gets in by its password, somebody of the provider comes back to the page they wanted', async () => {
  await logIn('Directory', 'alice', `${slapd.password}-alice`);
  await page.getByRole('button', { name: 'Account: alice@ldap' }).waitFor();
  await logOut('alice@ldap');
  server.person = 'erin';
  await page.goto(`${api.url}/plans`);
  await page.getByRole('button', { name: 'Log in with Example ID' }).click();
  await page.getByRole('button', { name: 'Account: erin@oidc' }).waitFor();
  expect(new URL(page.url())).toMatchObject({ pathname: '/plans', search: '' });
  expect(await page.evaluate('[document.cookie, sessionStorage.length]')).toEqual(['', 0]);
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.locator('[data-project] button').click();
  await page.locator('[data-member="erin@oidc"]').getByText('By the group ops').waitFor();
  await page.keyboard.press('Escape');
  await logOut('erin@oidc');
  // What was left in the history is good for nothing.
  await page.goto(`${api.url}/login/provider?code=spent&state=spent`);
  await page.getByRole('alert').getByText('auth.login-lost').waitFor();
  await page.getByRole('link', { name: 'Back to the login' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
});
