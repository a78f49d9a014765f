import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platforms } from '../ports/connections.ts';
import { type Database, openDatabase } from '../prisma/database.ts';
import { addConnectionDraft } from '../prisma/queries/connectionDrafts.ts';
import { createConnection } from '../prisma/queries/connections.ts';
import { openSecretStore } from '../storage/secrets/openSecretStore.ts';
import { usePostgres } from '../test/support/postgres.ts';
import { createAddressGuard } from './addressGuard.ts';
import { createPlatforms } from './platforms.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const secrets = await openSecretStore({ keyFile: join(folder, 'key') });
let database: Database;
let platforms: Platforms;

beforeAll(async () => {
  database = openDatabase(await usePostgres());
  platforms = createPlatforms(database, { secrets, guard: createAddressGuard([]) });
});
afterAll(async () => {
  await platforms.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['username', 'other@pve!token'],
  ['url', 'https://127.0.0.2:8006'],
  ['fingerprint256', 'AB:CD'],
])('a connection whose %s was edited is opened anew; one that was not is kept', async (field, value) => {
  const id = `edited-${field}`;
  const sealedSecret = await secrets.seal('secret', `connection/${id}`);
  const login = { url: 'https://127.0.0.1:8006', fingerprint256: null, username: 'drover@pve!token', sealedSecret };
  await createConnection(database.prisma, { id, name: id, kind: 'proxmox', ...login });
  const before = await platforms.target(id);
  expect(await platforms.target(id)).toBe(before);
  await database.prisma.connection.update({ where: { id }, data: { [field]: value } });
  expect(await platforms.target(id)).not.toBe(before);
});

test('what is not saved yet is tested with its own login, and the connection stays as it is', async () => {
  const id = 'drafted';
  const seal = (secret: string) => secrets.seal(secret, `connection/${id}`);
  const login = { fingerprint256: null, username: 'drover@pve!token' };
  const stored = { ...login, url: 'https://127.0.0.1:1', sealedSecret: await seal('old') };
  await createConnection(database.prisma, { id, name: id, kind: 'proxmox', ...stored });
  const draft = { ...login, url: 'https://name.invalid:8006', sealedSecret: await seal('new') };
  await addConnectionDraft(database.prisma, { id: 'draft/1', connectionId: id, ...draft });
  expect((await platforms.test('draft/1')).steps.at(-1)).toMatchObject({ name: 'resolve', ok: false });
  expect((await platforms.test(id)).steps.at(-1)).toMatchObject({ name: 'connect', ok: false });
});
