import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderForNobody } from '../setup/serviceUser.ts';
import { freePort } from '../supervisor/freePort.ts';
import { ask, ensureDatabase, type PostgresServer, startPostgres } from './postgres.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dr-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a cluster keeps its data over restarts, also below a folder that only we can enter', async () => {
  const closed = join(root, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const folder = join(closed, 'postgres');
  try {
    await during(folder, 'one', async (server) => {
      await ensureDatabase(server, 'kept');
      await ask(server, 'kept', 'create table kept as select 7 as number');
    });
    await during(folder, 'one', async (server) => {
      expect((await ask(server, 'kept', 'select number from kept')).rows).toEqual([{ number: 7 }]);
    });
    // A new folder of the same name is a new cluster, with a password of its own.
    rmSync(folder, { recursive: true });
    await during(folder, 'two', async (server) => {
      const found = await ask(server, 'postgres', "select 1 from pg_database where datname = 'kept'");
      expect(found.rowCount).toBe(0);
    });
  } finally {
    if (process.getuid?.() === 0) rmSync(folderForNobody(folder), { recursive: true, force: true });
  }
});

test('a data folder that was moved keeps its cluster; a copy of one, or one whose cluster is gone, is refused', {
  timeout: 120_000,
}, async () => {
  // An ordinary user's cluster lies in the folder itself, and goes where it goes.
  if (process.getuid?.() !== 0) return;
  const closed = join(root, 'moved');
  mkdirSync(join(closed, 'a'), { recursive: true, mode: 0o700 });
  const [from, to] = [join(closed, 'a', 'postgres'), join(closed, 'b', 'postgres')];
  try {
    await during(from, 'one', (server) => ensureDatabase(server, 'kept'));
    cpSync(join(closed, 'a'), join(closed, 'b'), { recursive: true });
    await expect(during(to, 'one', async () => undefined)).rejects.toThrow(`is a copy of ${join(closed, 'a')}`);
    rmSync(join(closed, 'a'), { recursive: true });
    await during(to, 'one', async (server) => {
      const found = await ask(server, 'postgres', "select 1 from pg_database where datname = 'kept'");
      expect(found.rowCount).toBe(1);
    });
    rmSync(folderForNobody(to), { recursive: true });
    await expect(during(to, 'one', async () => undefined)).rejects.toThrow('is not in /var/tmp/drover-');
  } finally {
    for (const folder of [from, to]) rmSync(folderForNobody(folder), { recursive: true, force: true });
  }
});

test('nobody logs in without the password', async () => {
  chmodSync(root, 0o711);
  await during(join(root, 'postgres'), 'right', async (server) => {
    const wrong = ask({ ...server, password: 'wrong' }, 'postgres', 'select 1');
    await expect(wrong).rejects.toThrow('password authentication failed');
  });
});

async function during(
  folder: string,
  password: string,
  work: (server: PostgresServer) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const server = await startPostgres({ folder, port, password, logFile: join(root, 'log'), settings: 'durable' });
  try {
    await work(server);
  } finally {
    await server.process.stop();
  }
}
