import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureConsole } from '../../start/build/console.ts';
import { type DataCentres, openDataCentres } from '../system/dataCentres.ts';
import { expectProven } from '../system/expectations.ts';
import { completed, migrate } from '../system/migration.ts';
import { openBrowser } from './browser.ts';

const patience = { timeout: 300_000 };
let centres: DataCentres;
let open: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  centres = await openDataCentres({ environment: { DROVER_WEB_DIR: await ensureConsole(() => undefined) } });
  open = await openBrowser();
});
afterAll(() => centres?.close());

test('a real migration is watched live from the login to its end: nothing is loaded again', async () => {
  const { page, complaints } = await open();
  const run = await migrate(centres, 'herd-01', { bandwidthBytesPerSecond: 1024 * 1024 });
  await page.goto(`${centres.apiUrl}/migrations`);
  await page.getByLabel('User').fill('admin');
  await page.getByLabel('Password').fill(readFileSync(join(centres.folder, 'secrets', 'admin'), 'utf8').trim());
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator(`[data-migration="${run.id}"]`).getByRole('link').click(patience);
  await page.getByRole('heading', { name: 'herd-01' }).waitFor(patience);
  await page.locator('[data-live="live"]').waitFor(patience);

  // The page asks for nothing by itself: from here on only the websocket makes it look.
  await page.evaluate('window.sameDocument = true');
  await page.locator('[data-stage="baseline"][data-state="done"]').waitFor(patience);
  await page.locator('[data-stage="delta"]').first().waitFor(patience);
  await page.locator('main [data-status="completed"]').waitFor(patience);
  await page.locator('[data-match="true"]').waitFor(patience);
  await page.locator('[data-stage="finish"][data-state="done"]').waitFor(patience);
  await page.locator('[data-blocks] [data-state="verified"]').first().waitFor(patience);
  expect(await page.evaluate('window.sameDocument')).toBe(true);
  expect(complaints).toEqual([]);
  await expectProven(centres, 'herd-01', await completed(run));
});
