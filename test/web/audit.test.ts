import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { AuditLine } from '../../contract/audit.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { axeViolations } from './axeViolations.ts';
import { type OpenPage, openBrowser } from './browser.ts';

let api: ApiUnderTest;
let open: Awaited<ReturnType<typeof openBrowser>>;
let console: OpenPage;
let page: Page;

beforeAll(async () => {
  api = await startApi({ webDir: await ensureConsole(() => undefined) });
  const admin = await api.client('admin');
  await api.token('viewer');
  const { source } = await addConnections(admin);
  const body = { username: 'drover@example.org', password: 'planted-secret-2' };
  await admin.updateConnection({ params: { id: source }, body, ifMatch: '*' });
  open = await openBrowser();
  console = await as('admin', '/connections');
  page = console.page;
});

async function as(user: string, path: string): Promise<OpenPage> {
  const opened = await open();
  await opened.page.goto(`${api.url}${path}`);
  await opened.page.getByLabel('User').fill(user);
  await opened.page.getByLabel('Password').fill('test');
  await opened.page.getByRole('button', { name: 'Log in' }).click();
  await opened.page.getByRole('button', { name: `Account: ${user}` }).waitFor();
  return opened;
}

const event = (action: string) => page.locator(`[data-event="${action}"]`);
const filter = (name: string) => page.getByRole('form', { name: 'Filter' }).getByLabel(name, { exact: true });

test('from a connection to its events, to what one of them changed, and on to others of the same', async () => {
  await page.getByRole('link', { name: 'Audit trail: vcenter' }).click();
  await event('connection.update').waitFor();
  expect(await page.locator('[data-event]').count()).toBe(2);
  expect(await filter('About').inputValue()).toMatch(/^connection\//);
  await event('connection.update').getByRole('button').click();
  const panel = page.getByRole('dialog');
  const change = (field: string) => panel.locator(`[data-change="${field}"]`);
  expect(await change('username').locator('td').allTextContents()).toEqual(['u', 'drover@example.org']);
  await change('sealedSecret').getByText('It is a secret').waitFor();
  expect(await panel.textContent()).not.toContain('planted-secret');
  await panel.getByRole('link', { name: 'To what it is about' }).waitFor();
  await console.shoot('audit-event');
  expect(await axeViolations(page)).toEqual([]);

  await panel.getByRole('link', { name: 'admin', exact: true }).click();
  await event('session.create').first().waitFor();
  expect(await filter('Who').inputValue()).toBe('admin');
  await filter('What').fill('connection');
  await filter('Outcome').selectOption('refused');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('No event fits this filter').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await event('session.create').first().waitFor();
  await console.shoot('audit');
  expect(await axeViolations(page)).toEqual([]);
});

test('the chain is exported into a file and checked, and what got past it shows', async () => {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^drover-audit-\d{4}-\d\d-\d\d\.jsonl$/);
  const text = readFileSync(await download.path(), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): AuditLine => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ head: { position: lines.length - 1 } });
  expect(lines.at(-2)).toMatchObject({ event: { action: 'audit.export', actor: 'admin' } });

  const check = page.getByRole('button', { name: 'Check the chain' });
  await check.click();
  await page
    .locator('[data-chain="whole"]')
    .getByText(`The chain is whole: ${lines.length - 1} events`)
    .waitFor();
  await api.database.prisma.$transaction(async (queries) => {
    await queries.$executeRaw`set local session_replication_role = replica`;
    await queries.$executeRaw`insert into audit_event (actor, action, subject, detail) values ('eve', 'a.b', 'c', '{}')`;
  });
  await check.click();
  await page.locator('[data-chain="unlinked"]').waitFor();
  await console.shoot('audit-broken');
  expect(await axeViolations(page)).toEqual([]);
});

test('keys are rotated on the settings page, which shows what is under which', async () => {
  const kept = readFileSync(api.keyFile, 'utf8');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.locator('[data-key]').getByText('2 secrets').waitFor();
  writeFileSync(api.keyFile, `${randomBytes(32).toString('base64')}\n${kept}`);
  await page.reload();
  await page.locator('[data-key]', { hasText: '0 secrets' }).getByText('Current').waitFor();
  await page.getByRole('button', { name: 'Rotate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 secrets go over').waitFor();
  await console.shoot('keys-rotate');
  expect(await axeViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await dialog.locator('[data-resealed="2"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-key]', { hasText: '2 secrets' }).getByText('Current').waitFor();
  expect(console.complaints).toEqual([]);
});

test('who may not read the trail is shown neither the page nor the way to it, nor the keys', async () => {
  const { page: viewing } = await as('viewer', '/settings');
  await viewing.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  expect(await viewing.getByRole('link', { name: 'Audit trail' }).count()).toBe(0);
  expect(await viewing.getByText('Keys of stored secrets').count()).toBe(0);
  await viewing.goto(`${api.url}/audit`);
  await viewing.getByText('This page is not for your role.').waitFor();
});
