import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeAll, expect, test } from 'vitest';
import { type ImportInput, importActivities } from '../../activities/staging.ts';
import { planSchema } from '../../contract/plan.ts';
import type { ArtifactStore } from '../../ports/artifactStore.ts';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab();
});

/** Stands for everything that an import must not touch before it knows its disk. */
function untouchable<T extends object>(): T {
  return new Proxy(Object.create(null), {
    get: (_, name) => (name === 'then' ? undefined : () => Promise.reject(new Error(`${String(name)} was called`))),
  });
}

async function importing(disks: ImportInput['disks'], diskId: string): Promise<unknown> {
  const target = untouchable<TargetPlatform>();
  const nobody = () => Promise.reject(new Error('not asked for'));
  const { importDisk } = importActivities({
    platforms: { source: async () => lab.platform, target: async () => target, test: nobody, close: nobody },
    artifacts: untouchable<ArtifactStore>(),
    progress: { report: nobody },
  });
  const vm = lab.machine('herd-01').id;
  const plan = planSchema.parse({
    source: { connectionId: 'vc', vm },
    target: { connectionId: 'pve', storage: 'local', stagingStorage: 'local' },
  });
  const image = { artifact: 'a', sha256: 's', bytes: 1 };
  const input = { migrationId: 'm', plan, targetVm: { node: 'pve1', vmid: 100 }, diskId, round: 0, image, disks };
  return new MockActivityEnvironment().run(importDisk, input).catch((error: unknown) => error);
}

test('a disk that has vanished, or a new one, never lends its place to another: nothing is imported', async () => {
  const { disks } = await lab.platform.describe(lab.machine('herd-01').id, AbortSignal.timeout(60_000));
  const known = disks.map(({ id, label }) => ({ id, label }));
  const gone = { id: 'gone', label: 'Hard disk 9' };
  expect(await importing([...known, gone], 'gone')).toMatchObject({
    type: 'source.changed',
    message: expect.stringContaining('Hard disk 9 is gone'),
  });
  expect(await importing([...known, gone], known[0]?.id ?? '')).toMatchObject({ type: 'source.changed' });
  expect(await importing([gone], 'gone')).toMatchObject({ message: expect.stringContaining('is new') });
  // With the disks as they were, it goes on to the target.
  expect(await importing(known, known[0]?.id ?? '')).toMatchObject({ message: 'facts was called' });
});
