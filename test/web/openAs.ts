import type { ApiUnderTest } from '../api/apiUnderTest.ts';
import { loggedIn, type Person } from '../api/loggedIn.ts';
import type { OpenPage, openBrowser } from './browser.ts';

/** The console in a browser of its own, at a path, with somebody logged in who need not type a password. */
export async function openAs(
  api: ApiUnderTest,
  open: Awaited<ReturnType<typeof openBrowser>>,
  { path, ...person }: Person & { path: string },
): Promise<OpenPage> {
  const opened = await open();
  const token = await loggedIn(api.database, person, 'cookie');
  const [pair = ''] = api.dependencies.sessionCookie.set(token).split(';');
  const [name = '', value = ''] = pair.split('=');
  await opened.context.addCookies([{ name, value, url: api.url, httpOnly: true, sameSite: 'Strict' }]);
  await opened.page.goto(`${api.url}${path}`);
  await opened.page.locator('[data-live="live"]').waitFor();
  return opened;
}
