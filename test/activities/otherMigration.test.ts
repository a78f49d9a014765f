import { beforeAll, expect, test } from 'vitest';
import { type MigratedVm, otherMigration } from '../../activities/otherMigration.ts';
import { DroverError } from '../../contract/errors.ts';
import { createVspherePlatform } from '../../platforms/vsphere/vspherePlatform.ts';
import type { Platforms } from '../../ports/connections.ts';
import type { RunProjection } from '../../ports/runProjection.ts';
import { useVsphereLab, type VsphereLabForTests } from '../platforms/useVsphereLab.ts';

const signal = AbortSignal.timeout(60_000);
let lab: VsphereLabForTests;
let platforms: Platforms;
let asked: Omit<MigratedVm, 'connectionId'>;

beforeAll(async () => {
  lab = await useVsphereLab();
  const other = createVspherePlatform(lab.credentials('administrator'));
  platforms = {
    async source(id: string) {
      if (id === 'gone') throw new DroverError('platform.unreachable', 'It does not answer.');
      return id === 'first' ? lab.platform : other;
    },
  } as Partial<Platforms> as Platforms;
  asked = { vm: 'vm-103', about: await lab.platform.about(signal), migrationId: 'own' };
});

function open(...of: { id?: string; connection: string; vm?: string; open?: boolean }[]): RunProjection {
  const rows = of.map(({ id = 'other', connection, vm = 'vm-103', open: isOpen = true }) => {
    return { id, vm, open: isOpen, sourceConnectionId: connection, targetConnectionId: 't' };
  });
  return { knownMigrations: async () => rows } as Partial<RunProjection> as RunProjection;
}

test('a VM is found to be migrated already over another connection to the same vCenter', async () => {
  const over = (connectionId: string, projection: RunProjection) =>
    otherMigration({ platforms, projection }, { ...asked, connectionId }, signal);
  expect(await over('first', open({ connection: 'first' }))).toBe('other');
  expect(await over('first', open({ connection: 'second' }))).toBe('other');
  expect(await over('second', open({ connection: 'gone' }, { connection: 'first' }))).toBe('other');
  expect(await over('first', open({ connection: 'second', vm: 'vm-104' }))).toBeNull();
  expect(await over('first', open({ connection: 'second', open: false }))).toBeNull();
  expect(await over('first', open({ connection: 'second', id: 'own' }))).toBeNull();
  const elsewhere = { ...asked, connectionId: 'first', about: { ...asked.about, instance: 'another vCenter' } };
  expect(await otherMigration({ platforms, projection: open({ connection: 'second' }) }, elsewhere, signal)).toBeNull();
});
