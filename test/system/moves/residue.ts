import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../client/client.ts';
import { createLocalArtifactStore } from '../../../storage/localArtifactStore.ts';
import { cancelUpdate } from '../../../workflows/messages.ts';
import type { DataCentres } from '../dataCentres.ts';
import { targetVms } from '../expectations.ts';
import { completed, control, migrate, sourceVm } from '../migration.ts';

export function findsResidue(centres: () => DataCentres): void {
  describe('what is left of migrations', () => {
    let api: Client;

    beforeAll(async () => {
      const password = readFileSync(join(centres().folder, 'secrets', 'admin'), 'utf8').trim();
      const { token } = await createClient({ baseUrl: centres().apiUrl }).login({
        body: { username: 'admin', password },
      });
      api = createClient({ baseUrl: centres().apiUrl, token });
    });

    test('everything left on any system is listed and removed; the VM that was asked for stays', async () => {
      const done = await completed(await migrate(centres(), 'herd-16'));
      const tracked = { system: 'source', kind: 'change-tracking', ref: done.vm.ref, vm: 'herd-16', inUse: false };
      const first = await api.getResidue({ query: { migrationId: done.id } });
      expect(first).toMatchObject({ items: [tracked], unseen: [] });
      expect(first.items[0]?.reason).toBe('Change tracking enabled by Drover.');
      await leaveBehind(centres(), done.id, 'herd-16');
      await control(centres().vsphere.info.controlUrl, '/vms/herd-16/snapshots', 'POST', { name: 'nightly' });

      const estate = await api.getResidue();
      const ours = estate.items.filter((entry) => entry.migrationId === done.id);
      expect(new Set(ours.map((entry) => entry.system))).toEqual(new Set(['source', 'artifacts', 'mover']));
      for (const entry of ours)
        expect(entry).toMatchObject({ vm: 'herd-16', inUse: false, remove: expect.stringMatching(/\w/) });
      expect(ours).toContainEqual(expect.objectContaining(tracked));
      expect(estate.items.map((entry) => entry.remove).join()).not.toContain('nightly');

      const after = await api.removeResidue({ params: { migrationId: done.id } });
      expect(after).toMatchObject({ items: [], unseen: [] });
      expect((await sourceVm(centres(), 'herd-16')).snapshots).toEqual(['nightly']);
      expect(targetVms(centres())).toContain('herd-16');
    });

    test('a snapshot of a migration that the database has lost is told by its name, and removed by it', async () => {
      const { controlUrl } = centres().vsphere.info;
      const migrationId = randomUUID();
      for (const name of [`drover-${migrationId}-3`, 'weekly']) {
        await control(controlUrl, '/vms/herd-17/snapshots', 'POST', { name });
      }
      const { items } = await api.getResidue();
      expect(items.filter((entry) => entry.migrationId === migrationId)).toMatchObject([
        { system: 'source', kind: 'snapshot', vm: 'herd-17', lost: true, inUse: false },
      ]);
      const after = await api.removeLostResidue({ params: { migrationId } });
      expect(after).toMatchObject({ items: [], unseen: [] });
      expect((await sourceVm(centres(), 'herd-17')).snapshots).toEqual(['weekly']);
    });

    test('what an open migration needs is shown as in use, and is not removed', async () => {
      const run = await migrate(centres(), 'herd-18', { bandwidthBytesPerSecond: 65536 });
      await run.until('the copy', (state) => state.stage === 'baseline' && state.targetVm !== null);
      await expect
        .poll(async () => (await sourceVm(centres(), 'herd-18')).snapshots, { timeout: 20_000 })
        .toEqual([`drover-${run.id}-0`]);
      const { items } = await api.getResidue({ query: { migrationId: run.id } });
      expect(items.map((entry) => `${entry.system} ${entry.kind}`)).toEqual(
        expect.arrayContaining(['source snapshot', 'target vm', 'mover journal']),
      );
      expect(items.every((entry) => entry.inUse)).toBe(true);
      await expect(api.removeResidue({ params: { migrationId: run.id } })).rejects.toMatchObject({
        problem: { code: 'request.conflict' },
      });
      await run.handle.executeUpdate(cancelUpdate, { args: [{ actor: 'tester' }] });
      await run.handle.result();
      await expect.poll(async () => (await api.getMigration({ params: { id: run.id } })).status).toBe('cancelled');
      const left = (await api.getResidue({ query: { migrationId: run.id } })).items;
      expect(left).toMatchObject([{ kind: 'change-tracking', inUse: false }]);
    });

    test('a platform that does not answer is told; the others are listed all the same', async () => {
      const { prisma } = centres().database;
      const { url } = await prisma.connection.findUniqueOrThrow({ where: { id: centres().sourceId } });
      await prisma.connection.update({ where: { id: centres().sourceId }, data: { url: 'https://127.0.0.1:9' } });
      const report = await api.getResidue();
      expect(report.unseen.map((one) => one.system)).toContain('source');
      await prisma.connection.update({ where: { id: centres().sourceId }, data: { url } });
    });
  });
}

const store = (centres: DataCentres) =>
  createLocalArtifactStore(join(centres.folder, 'artifacts'), { sign: (key) => `link-of:${key}` });

/** What a crash may leave of a migration: a snapshot, an image, journals. */
async function leaveBehind(centres: DataCentres, id: string, vm: string): Promise<void> {
  await control(centres.vsphere.info.controlUrl, `/vms/${vm}/snapshots`, 'POST', { name: `drover-${id}-9` });
  await store(centres).put(`migrations/${id}/disk.qcow2`, Buffer.from('bytes'), 'application/octet-stream');
  const folder = join(centres.folder, 'transfer', 'transfers', id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'd.journal'), '');
}
