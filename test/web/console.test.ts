import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page, WebSocketRoute } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createClient } from '../../client/client.ts';
import type { DiskProgress, Migration } from '../../contract/migration.ts';
import { createProgressSink } from '../../prisma/progressSink.ts';
import { recordInventory } from '../../prisma/recordInventory.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { verifyCertificate } from '../../proof/certificate.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';
import { blockMap, bootScreen, cancelled, certify, completed, copying, holding, parked } from './scenes.ts';

let api: ApiUnderTest;
let open: Awaited<ReturnType<typeof openBrowser>>;
let console: OpenPage;
let page: Page;
let source: string;
let target: string;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  await api.token('admin');
  for (const scene of [cancelled, completed, parked, holding, copying]) await record(scene);
  await report(completed, 0.6, { kind: 'verify' });
  await createRunProjection(api.database).recordPicture(completed.id, await bootScreen());
  const certificate = Buffer.from(JSON.stringify(certify(completed)));
  await api.artifacts.put('certificates/scene-completed.json', certificate, 'application/json');
  open = await openBrowser();
  console = await open();
  page = console.page;
});

/** Nobody runs these: the API would take them for lost after a minute. */
async function record(migration: Migration): Promise<void> {
  await createRunProjection(api.database).record(migration);
  await api.database.prisma.$executeRaw`
    update migration set updated_at = now() + interval '1 hour' where id = ${migration.id}`;
}
const row = (id: string) => page.locator(`[data-migration="${id}"]`);
const live = () => page.locator('[data-live="live"]').waitFor();

async function report(scene: Migration, part: number, changes: Partial<DiskProgress> = {}): Promise<void> {
  const sink = createProgressSink(api.database);
  for (const { id, capacityBytes } of scene.disks) {
    await sink.report(
      {
        ...{ migrationId: scene.id, diskId: id, round: 1, kind: 'baseline', totalBytes: capacityBytes },
        ...{ doneBytes: capacityBytes * part, bytesPerSecond: 190_000_000, at: new Date().toISOString(), ...changes },
      },
      blockMap(capacityBytes, part, changes.kind === 'verify'),
    );
  }
}

async function logIn(on: Page, password = 'test'): Promise<void> {
  await on.getByLabel('User').fill('admin');
  await on.getByLabel('Password').fill(password);
  await on.getByRole('button', { name: 'Log in' }).click();
}

test('every address asks for a login, and a wrong password tells its code and remedy', async () => {
  await page.goto(`${api.url}/migrations/scene-parked`);
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await logIn(page, 'wrong');
  const alert = page.getByRole('alert');
  await alert.getByText('auth.invalid').waitFor();
  expect(await alert.textContent()).toContain('Check both');
  await console.shoot('login-refused');
});

test('after the login the asked address opens: a parked stage with cause, evidence, remedy', async () => {
  await logIn(page);
  await page.locator('[data-parked="platform.quota"]').waitFor();
  await page.getByText('No space left on device').waitFor();
  expect(await page.locator('[data-stage="import"]').getAttribute('data-state')).toBe('parked');
  const notice = page.locator('[data-parked="platform.quota"]');
  await notice.getByText('The storage has too little room.').waitFor();
  const fixes = await notice.locator('[data-fix]').evaluateAll((found) => found.map((fix) => fix.dataset['fix']));
  expect(fixes).toEqual(['retry-storage', 'retry', 'give-up']);
  await live();
  await console.shoot('migration-parked');
});

test('a refused command shows what the API says', async () => {
  await page.getByRole('button', { name: 'Retry' }).first().click();
  await page.locator('[data-confirm="retry"]').click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('command.refused').waitFor();
  expect(await dialog.textContent()).toContain('has ended');
  await console.shoot('command-refused');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('the list puts parked migrations first and follows progress without a reload', async () => {
  await page.getByRole('link', { name: 'Migrations' }).first().click();
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
  expect(await page.locator('[data-migration]').first().getAttribute('data-migration')).toBe('scene-parked');
  await live();
  await report(copying, 0.25);
  await row('scene-copying').getByText('25%').waitFor();
  await report(copying, 0.5);
  await row('scene-copying').getByText('50%').waitFor();
  await console.shoot('list-light');
});

test('a clock that is off by hours hides nothing that runs now', async () => {
  const { page: early, context } = await open();
  await early.clock.setSystemTime(Date.now() + 3 * 3_600_000);
  await early.goto(`${api.url}/migrations`);
  await logIn(early);
  await early.locator('[data-live="live"]').waitFor();
  await report(copying, 0.75);
  await early.locator('[data-migration="scene-copying"]').getByText('MiB/s').waitFor();
  await context.close();
});

test('search and status narrow the list by the address', async () => {
  await page.getByLabel('Search by VM name').fill('WEB');
  await row('scene-copying').waitFor({ state: 'detached' });
  await row('scene-completed').waitFor();
  expect(new URL(page.url()).searchParams.get('search')).toBe('WEB');
  await page.getByRole('button', { name: 'Parked' }).click();
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await row('scene-copying').waitFor();
});

test('a migration is watched to its end: disks, stages, status and certificate', async () => {
  await row('scene-copying').getByRole('link').click();
  await page.getByRole('heading', { name: 'erp-db-01' }).waitFor();
  for (const part of [0.55, 0.6, 0.64, 0.7]) {
    await report(copying, part);
    await page
      .locator('[data-disk="scene-copying-disk-1"]')
      .getByText(`${Math.round(part * 100)}%`)
      .waitFor();
  }
  const disk = page.locator('[data-disk="scene-copying-disk-1"]');
  await disk.locator('[data-blocks] [data-state="waiting"]', { hasText: '29.8%' }).waitFor();
  const grid = disk.getByRole('img', { name: 'Block map of Hard disk 2' });
  await grid.hover({ position: { x: 2, y: 2 } });
  await disk.locator('[data-cell="0"]', { hasText: '0 B to 512 MiB: Copied' }).waitFor();
  await console.shoot('migration-copying');
  await record({ ...completed, id: copying.id, workflowId: copying.workflowId, vm: copying.vm, revision: 2 });
  await page.locator('main [data-status="completed"]').waitFor();
  await page.locator('[data-match="true"]').waitFor();
  expect(await page.locator('[data-stage="boot"]').getAttribute('data-state')).toBe('done');
  await page.getByText('Roots match').first().waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download JSON' }).click();
  expect((await download).suggestedFilename()).toMatch(/^drover-certificate-.*\.json$/);
  const file = readFileSync(await (await download).path(), 'utf8');
  expect(verifyCertificate(JSON.parse(file))).toEqual({ ok: true, reason: '' });
  await page.locator('[data-outcome="kept"]').getByText('Between them').waitFor();
  await page.locator('[data-compared="vmid"][data-state="chosen"]').waitFor();
  await page.locator('[data-compared="node"][data-state="different"]').waitFor();
  await console.shoot('migration-completed');
});

test('the certificate is a page that prints, without the console around it, in any theme', async () => {
  await page.getByRole('link', { name: 'Open as a page' }).click();
  await page.getByRole('heading', { name: 'Cutover certificate' }).waitFor();
  await page.getByText('drover certificate verify').waitFor();
  await console.shoot('certificate');
  expect(await axeViolations(page)).toEqual([]);
  const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const dark = await ground();
  await page.emulateMedia({ media: 'print' });
  expect(await ground()).not.toBe(dark);
  expect(await page.locator('header').first().isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  await console.shoot('certificate-print');
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await page.emulateMedia({ media: null });
});

test.each(['parked', 'completed'])('axe finds nothing on the page of a %s migration', async (state) => {
  await page.goto(`${api.url}/migrations/scene-${state}`);
  await page.locator(`main [data-status="${state}"]`).waitFor();
  if (state === 'completed') await page.locator('[data-match="true"]').waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

test('a cutover is confirmed with its forecast and its point of no return', async () => {
  await page.goto(`${api.url}/migrations/scene-holding`);
  await page.locator('[data-command="cutover"]').click();
  const dialog = page.getByRole('alertdialog');
  const text = await dialog.textContent();
  expect(text).toContain('1 min 14 s');
  expect(text).toContain('Point of no return');
  await console.shoot('cutover-dialog');
  await page.keyboard.press('Escape');
  await page.getByRole('img', { name: 'Dirty rate, All disks, last 6 rounds' }).waitFor();
  await page.getByText('As a table').click();
  expect(await page.locator('[data-convergence] tbody tr').count()).toBe(6);
  const at = new Date().toISOString();
  const { forecast } = holding;
  await record({ ...holding, revision: 2, forecast: forecast && { ...forecast, at, downtimeMs: 51_200 } });
  await page.locator('[data-forecasts="2"]').getByText('51.2 s to 1 min 14 s').waitFor();
  await console.shoot('migration-holding');
});

test('the limit of a migration has hours of the week', async () => {
  await page.goto(`${api.url}/migrations/scene-holding`);
  await page.locator('[data-command="limit"]').click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('At most, in MiB/s').fill('200');
  await dialog.getByRole('button', { name: 'Add hours of the week' }).click();
  await dialog.getByLabel('Rate in MiB/s').fill('0');
  await dialog.getByText('Blackout: nothing is read.').waitFor();
  await console.shoot('limit-dialog');
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('a command that is confirmed reaches the workflow, and its answer is shown', async () => {
  stopWorker = await api.startWorker();
  const client = await api.client('operator');
  ({ source, target } = await addConnections(await api.client()));
  const { id } = await client.createMigration({
    body: { source: { connectionId: source, vm: 'vm-real' }, target: { connectionId: target, storage: 'local' } },
  });
  await page.goto(`${api.url}/migrations/${id}?`);
  // The worker of this test records nothing; what the workflow says comes with the answer to the command.
  await page.locator('[data-command="pause"]').click();
  await page.locator('[data-confirm="pause"]').click();
  await page.locator('main [data-status="paused"]').waitFor();
  await page.locator('[data-command="resume"]').waitFor();
  await page.locator('[data-command="cancel"]').click();
  await page.locator('[data-confirm="cancel"]').click();
  await page.locator('main [data-status="cancelled"]').waitFor();
});

test('the hardware that the target has is compared with what was planned, and differences are marked', async () => {
  const plan = { ...completed.plan, target: { ...completed.plan.target, connectionId: target } };
  await record({ ...completed, id: 'scene-hardware', workflowId: 'migration/scene-hardware', plan });
  await page.goto(`${api.url}/migrations/scene-hardware`);
  const memory = page.locator('[data-compared="memory"][data-state="different"]');
  await memory.getByText('4 GiB').waitFor();
  await page.locator('[data-compared="nic"][data-state="different"]').getByText('vmbr0.121').waitFor();
  await page.locator('[data-compared="cpus"][data-state="same"]').waitFor();
  await console.shoot('migration-hardware');
});

test("the target's screen is enlarged, and a look that its login may not take says what is lacking", async () => {
  await page.goto(`${api.url}/migrations/scene-completed`);
  await page.getByRole('button', { name: 'Enlarge: After the boot' }).click();
  const large = page.getByRole('dialog').getByRole('img', { name: 'Screen of' });
  expect(await large.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(720);
  await console.shoot('screen-large');
  await page.keyboard.press('Escape');
  await page.locator('[data-take-picture]').click();
  await page.getByRole('alert').getByText('VM.Console').waitFor();
  expect(await page.locator('[data-picture]').count()).toBe(1);
  const problem = { code: 'platform.forbidden', message: 'Permission check failed (/vms/198, VM.Console)' };
  const lacking = {
    occasion: 'asked' as const,
    at: new Date().toISOString(),
    width: null,
    height: null,
    png: null,
    problem,
  };
  await createRunProjection(api.database).recordPicture(completed.id, lacking);
  await page.reload();
  await page.locator('[data-picture="asked"]').getByText('migrations run without it').waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

test('what an ended migration has left is looked for, and removed after a question', async () => {
  await page.goto(`${api.url}/migrations/scene-cancelled`);
  await page.getByText('snapshot-8841').waitFor();
  await page.locator('[data-remove-residue]').click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('Only what Drover made').waitFor();
  await dialog.getByRole('button', { name: 'Remove what is left' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Nothing is left over').waitFor();
  expect(await page.locator('[data-remove-residue]').count()).toBe(0);
  await page.getByRole('button', { name: 'Look on all systems' }).click();
  await page.getByText('Nothing is left over').waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

test('the overview shows what all migrations have left, and removes it one by one', async () => {
  await page.goto(api.url);
  await page.getByRole('button', { name: 'Look on all systems' }).click();
  const groups = page.locator('[data-residue]');
  await expect.poll(() => groups.count()).toBe(4);
  await page.getByRole('button', { name: 'Show all 6 migrations' }).click();
  await expect.poll(() => groups.count()).toBe(6);
  const lost = page.locator('[data-residue^="0197c0de"]');
  await lost.getByText('not in the database').waitFor();
  for (const group of [lost, page.locator('[data-residue="scene-cancelled"]')]) {
    await group.locator('[data-remove-residue]').click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Remove what is left' }).click();
    await dialog.waitFor({ state: 'detached' });
    await group.waitFor({ state: 'detached' });
  }
  expect(await groups.count()).toBe(4);
  await console.shoot('overview-residue');
  expect(await axeViolations(page)).toEqual([]);
});

test('a migration is planned, refused by its findings, corrected and started', async () => {
  await recordInventory(api.database.prisma, source, {
    at: new Date().toISOString(),
    page: ['vm-blocked', 'vm-shown'].map((ref) => ({
      ...{ connectionId: source, ref, name: `name of ${ref}`, path: 'DC0/vm', power: 'on', firmware: 'uefi', cpus: 2 },
      ...{ guestFullName: 'Debian GNU/Linux 12', memoryMiB: 2048, diskCount: 1, capacityBytes: 16 * 1024 ** 3 },
      ...{ snapshotCount: 0, changeTracking: true, template: false, seenAt: new Date().toISOString() },
    })),
  });
  await page.goto(`${api.url}/migrations/new`);
  const start = page.getByRole('button', { name: 'Start migration' });
  const check = async (name: string) => {
    await page.getByRole('radio', { name }).check();
    await page.getByRole('button', { name: 'Run preflight' }).click();
  };
  await check('name of vm-blocked');
  await page.getByText('disk.independent').waitFor();
  expect(await start.isDisabled()).toBe(true);
  await console.shoot('new-blocked');
  await check('name of vm-shown');
  await page.getByText('Preflight found nothing').waitFor();
  expect(await page.getByLabel('Bridge for VM Network').inputValue()).toBe('vmbr0');
  await page.getByLabel('VLAN for VM Network').fill('4095');
  await page.getByText('A VLAN is a whole number').waitFor();
  expect(await start.count()).toBe(0);
  await page.getByLabel('VLAN for VM Network').fill('120');
  await page.getByLabel('Name on the target').fill('shown-1');
  await page.getByLabel('Disk controller').selectOption('virtio');
  await page.getByLabel('The guests carry virtio drivers').check();
  await page.getByLabel('Cutover', { exact: true }).selectOption({ label: 'At a time' });
  await page.getByText('Say when.').waitFor();
  await page.getByLabel('Cut over at').fill('2027-01-31T02:00');
  await page.getByLabel('No later than').fill('2027-01-31T04:00');
  await page.getByRole('button', { name: 'Run preflight' }).click();
  const review = page.locator('[data-review]');
  for (const text of ['vmbr0.120', 'shown-1', '31 Jan 2027']) await review.getByText(text).first().waitFor();
  await console.shoot('new-review');
  expect(await axeViolations(page)).toEqual([]);
  await start.click();
  await page.waitForURL(/\/migrations\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { name: 'name of vm-shown' }).waitFor();
  const client = await api.client('operator');
  const { plan } = await client.getMigration({ params: { id: page.url().split('/').at(-1) ?? '' } });
  expect(plan).toMatchObject({
    target: { name: 'shown-1' },
    networks: [{ bridge: 'vmbr0', vlan: 120 }],
    hardware: { controller: 'virtio', driversConfirmed: true },
    cutover: { mode: 'at', at: '2027-01-31T02:00:00.000Z', until: '2027-01-31T04:00:00.000Z' },
  });
  await stopWorker();
});

test('theme and language are chosen, and kept over a reload', async () => {
  await page.goto(`${api.url}/migrations`);
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitemradio', { name: '繁體中文' }).click();
  await page.reload();
  await row('scene-parked').waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-TW');
  await live().catch(() => undefined);
  await console.shoot('list-dark-zh-TW');
  await page.goto(`${api.url}/migrations/scene-holding`);
  await page.locator('[data-command="cutover"]').waitFor();
  await console.shoot('migration-dark-zh-TW');
});

test('nothing spills over on a phone', async () => {
  const phone = await open({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await phone.page.goto(`${api.url}/migrations`);
  await logIn(phone.page);
  await phone.page.locator('[data-migration]').first().waitFor();
  for (const [address, name] of [
    ['/migrations', 'list-phone'],
    ['/migrations/scene-holding', 'migration-phone'],
    ['/migrations/scene-parked', 'parked-phone'],
    ['/migrations/scene-completed', 'completed-phone'],
    ['/migrations/scene-completed/certificate', 'certificate-phone'],
  ]) {
    await phone.page.goto(`${api.url}${address}`);
    await phone.page.locator('main h1').waitFor();
    await phone.page.locator('[data-status], [data-certificate]').first().waitFor();
    const wide = await phone.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(wide, `${address} at 390 px`).toBeLessThanOrEqual(0);
    await phone.shoot(name ?? '');
  }
  await phone.context.close();
});

test('a lost connection is shown, mended by itself, and what was missed is read again', async () => {
  const { page: cut, context } = await open();
  const sockets: WebSocketRoute[] = [];
  let down = false;
  await cut.routeWebSocket(/\/events$/, (socket) => {
    sockets.push(socket);
    if (down) void socket.close();
    else socket.connectToServer();
  });
  await cut.goto(`${api.url}/migrations`);
  await logIn(cut);
  await cut.locator('[data-live="live"]').waitFor();
  down = true;
  await sockets.at(-1)?.close();
  await cut.locator('[data-live="lost"]').waitFor();
  await record({ ...holding, status: 'paused', revision: 3, allowed: ['resume', 'cancel'] });
  expect(await cut.locator('[data-status="paused"]').count()).toBe(0);
  down = false;
  await cut.locator('[data-live="live"]').waitFor();
  await cut.locator('[data-migration="scene-holding"] [data-status="paused"]').waitFor();
  await context.close();
});

test('a session that the API has ended asks for a new login, and goes back to the page', async () => {
  const { page: stale, context } = await open();
  await stale.goto(`${api.url}/migrations/scene-cancelled`);
  await logIn(stale);
  await stale.getByText('snapshot-8841').waitFor();
  // The newest of its kind: what another tab, or an administrator, ends.
  const newest = { where: { kind: 'cookie' }, orderBy: { createdAt: 'desc' } } as const;
  const { id } = await api.database.prisma.session.findFirstOrThrow(newest);
  await createClient({ baseUrl: api.url, token: await api.token() }).revokeSession({ params: { id } });
  await stale.getByText('The session has ended').waitFor();
  await logIn(stale);
  await stale.getByText('snapshot-8841').waitFor();
  await context.close();
});

test.each([
  ['overview', '/', 'main dl'],
  ['list', '/migrations', '[data-migration]'],
])('the first load, up to the %s, is under 250 KB of compressed script', async (_name, address, shown) => {
  const { page: fresh, context } = await open();
  const scripts: Promise<Buffer>[] = [];
  fresh.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body());
  });
  await fresh.goto(api.url + address);
  await logIn(fresh);
  await fresh.locator(shown).first().waitFor();
  const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(250_000);
  await context.close();
});

test('logging out forgets the session', async () => {
  await page.evaluate(() => localStorage.setItem('drover.language', 'en'));
  await page.goto(`${api.url}/migrations`);
  await page.getByRole('button', { name: 'Account: admin' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
});

test('the page throws no errors and its security policy holds', () => {
  // A refused login, command or look at a screen and the connections that scenes only name are told by the browser too.
  const unexpected = console.complaints.filter((text) => !/status of (401|404|409|502)/.test(text));
  expect(unexpected).toEqual([]);
});
