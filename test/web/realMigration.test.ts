import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureConsole } from '../../start/build/console.ts';
import { type DataCentres, openDataCentres } from '../system/dataCentres.ts';
import { expectProven } from '../system/expectations.ts';
import { armFault, completed, disarm, migrate, sourceVm } from '../system/migration.ts';
import { openBrowser } from './browser.ts';

const patience = { timeout: 300_000 };
let centres: DataCentres;
let open: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  centres = await openDataCentres({ environment: { DROVER_WEB_DIR: await ensureConsole(() => undefined) } });
  open = await openBrowser();
});
afterAll(() => centres?.close());

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('User').fill('admin');
  await page.getByLabel('Password').fill(readFileSync(join(centres.folder, 'secrets', 'admin'), 'utf8').trim());
  await page.getByRole('button', { name: 'Log in' }).click();
}

test('a real migration is watched live from the login to its end: nothing is loaded again', async () => {
  const { page, complaints } = await open();
  const run = await migrate(centres, 'herd-01', { bandwidthBytesPerSecond: 1024 * 1024 });
  await page.goto(`${centres.apiUrl}/migrations`);
  await logIn(page);
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

test('from the wizard to the certificate, over a fault that is mended and an API that is killed on the way', async () => {
  const { page, context, complaints, shoot } = await open();
  await page.goto(`${centres.apiUrl}/migrations/new`);
  await logIn(page);
  await page.getByRole('button', { name: 'Read the inventory again' }).click();
  await page.getByLabel('Search by name or folder').fill('herd-02');
  await page.getByRole('radio', { name: 'herd-02' }).check(patience);
  await page.getByLabel('Start the new VM').uncheck();
  await page.getByRole('button', { name: 'Run preflight' }).click();
  await page.locator('[data-review]').waitFor(patience);
  const { controlUrl } = centres.vsphere.info;
  const match = { vm: (await sourceVm(centres, 'herd-02')).id };
  const fault = await armFault(controlUrl, { name: 'snapshot-create-fails', count: 0, match });
  await page.getByRole('button', { name: 'Start migration' }).click();
  await page.locator('main [data-status="parked"]').waitFor(patience);
  await shoot('real-parked');
  await disarm(controlUrl, fault);
  await page.locator('[data-fix="retry"]').click();
  await page.locator('[data-confirm="retry"]').click();
  await page.locator('main [data-status="holding"]').waitFor(patience);

  const { port } = new URL(centres.apiUrl);
  await centres.api.kill();
  await page.locator('[data-live="lost"]').waitFor(patience);
  await centres.api.restart({ DROVER_API_PORT: port });
  await page.locator('[data-live="live"]').waitFor(patience);
  await page.locator('[data-command="cutover"]').click();
  await page.locator('[data-confirm="cutover"]').click();
  await page.locator('main [data-status="completed"]').waitFor(patience);
  await page.getByRole('link', { name: 'Open as a page' }).click(patience);
  await page.getByRole('heading', { name: 'Cutover certificate' }).waitFor(patience);
  await page.getByText('herd-02').first().waitFor();
  await shoot('real-certificate');
  expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-');
  // While the API was away.
  expect(complaints.filter((text) => !/ERR_CONNECTION_(REFUSED|RESET)|WebSocket/.test(text))).toEqual([]);
  await context.close();
});
