import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CopyJob, CopyOutcome } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { parseFrames } from '../journal/journalRecords.ts';
import { diskFiles } from '../stateFiles.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { changeDisk, KiB, makeDisk, pagesOf, quietHooks } from './testDisk.ts';

const size = 5 * 64 * KiB + 512;
const changes = [
  { start: 70 * KiB, length: KiB },
  { start: size - 512, length: 512 },
];
let folder = '';
let server: NbdkitServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  await makeDisk(join(folder, 'source'), size, [{ start: 0, length: 3 * 64 * KiB }]);
  server = await startNbdkit('file', join(folder, 'source'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

test('whatever is left of its journal, a copy ends with the right bytes, or says that it must begin anew', async () => {
  const [source, path] = [join(folder, 'source'), join(folder, 'target')];
  await writeFile(path, '');
  await truncate(path, size);
  const stateDir = join(folder, 'state');
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
  const job: CopyJob = {
    ...{ migrationId: 'm', diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
    target: { node: 'n', storage: 's', volume: 'v', path, format: 'raw', sizeBytes: size },
    ...{ source: server.location(size), extents: 'all', bytesPerSecond: undefined },
  };
  const delta = (): CopyJob => ({ ...job, round: 1, kind: 'delta', roundKey: 'l', extents: pagesOf(changes) });
  const { journal, ledger } = diskFiles(stateDir, 'm', 'd');
  await transfer.copy(job, quietHooks());
  const oldLedger = await readFile(ledger);
  const oldBytes = await readFile(path);
  await changeDisk(source, changes);
  await transfer.copy(delta(), quietHooks());
  const root = await diskRoot(source, size);
  const whole = await readFile(journal);
  await copyFile(path, join(folder, 'new-bytes'));
  await copyFile(ledger, join(folder, 'new-ledger'));

  const states = fc.constantFrom('both old', 'ledger old', 'both new');
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), states, async (cut, drawn) => {
      const { records } = parseFrames(whole.subarray(0, cut));
      // The journal is never ahead of the ledger, nor that of the volume; either may be behind.
      const state = records.some((record) => record.type === 'durable' && record.round === 1) ? 'both new' : drawn;
      await writeFile(journal, whole.subarray(0, cut));
      await writeFile(ledger, state === 'both new' ? await readFile(join(folder, 'new-ledger')) : oldLedger);
      const bytes = state === 'both old' ? oldBytes : await readFile(join(folder, 'new-bytes'));
      await writeFile(path, bytes, { flag: 'r+' });
      let outcome: CopyOutcome;
      try {
        outcome = await transfer.copy(delta(), quietHooks());
      } catch (error) {
        expect(error).toMatchObject({ code: 'transfer.journal-mismatch' });
        await transfer.copy(job, quietHooks());
        outcome = await transfer.copy(delta(), quietHooks());
      }
      expect(outcome.root).toBe(root);
      expect(await diskRoot(path, size)).toBe(root);
    }),
    { numRuns: 20 },
  );
});
