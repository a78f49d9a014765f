import type { openBrowser } from '../web/browser.ts';
import type { Canaries } from './canaries.ts';

/** Whatever a script of the page could read, and what the browser's tools show of it. */
const stored = `(async () => JSON.stringify({
  local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
  databases: await indexedDB.databases(), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  history: history.state, addresses: performance.getEntriesByType('resource').map(({ name }) => name),
  page: document.documentElement.outerHTML,
}))()`;

/** Logs in with a password and adds a connection in Chromium. Notes storage, addresses and answers. */
export async function useConsole(
  url: string,
  { canaries, open }: { canaries: Canaries; open: Awaited<ReturnType<typeof openBrowser>> },
  login: { username: string; password: string },
): Promise<void> {
  const { page, context, complaints } = await open({ ignoreHTTPSErrors: true });
  const answers: Promise<void>[] = [];
  page.on('request', (request) => canaries.note('addresses of the console', request.url()));
  page.on('response', (answer) => {
    const path = new URL(answer.url()).pathname;
    // The one that says who is logged in hands out the CSRF token.
    if (!path.startsWith('/api/') || path.endsWith('/auth/console')) return;
    const text = answer.text().catch(() => '');
    answers.push(text.then((body) => canaries.note('answers to the console', `${path} ${body}`)));
  });
  await page.goto(`${url}/connections`);
  await page.getByRole('button', { name: 'Drover', exact: true }).click();
  await page.getByLabel('User', { exact: true }).fill(login.username);
  await page.getByLabel('Password', { exact: true }).fill(login.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('button', { name: 'Add connection' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('by the console');
  // Nobody listens there: what the test of the connection tells of it is looked through, too.
  await dialog.getByLabel('Address').fill('https://127.0.0.1:9');
  await dialog.getByLabel('Login').fill('drover@vsphere.local');
  await dialog.getByLabel('Password').fill(canaries.make('a password that was typed into the console'));
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  // The second one comes with the first test of what was saved.
  await dialog.getByRole('button', { name: 'Close' }).nth(1).click();
  await page.locator('[data-connection="by the console"]').waitFor();
  for (const { value } of await context.cookies()) canaries.plant(value, 'the cookie of the console');
  await Promise.all(answers);
  canaries.note('storage of the console', await page.evaluate(stored));
  canaries.note('complaints of the console', complaints);
  await page.getByRole('button', { name: `Account: ${login.username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  canaries.note('storage of the console', await page.evaluate(stored));
}
