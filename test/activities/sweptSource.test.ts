import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { sweepActivities } from '../../activities/sweep.ts';
import { DroverError } from '../../contract/errors.ts';
import { snapshotName } from '../../domain/names.ts';
import { asActivity } from '../support/activity.ts';

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Ended migrations, each of a VM of its own, and a source that answers as it is told. */
function sweep(count: number, listSnapshots: (vm: string) => Promise<{ name: string; ref: string }[]>) {
  const ended = Array.from({ length: count }, (_, index) => ({
    ...{ id: idOf(index), sourceConnectionId: 's', targetConnectionId: 't', open: false, vm: `vm-${index}` },
  }));
  const projection = { knownMigrations: async () => ended, traces: async () => [] };
  const platforms = { source: async () => ({ listSnapshots, removeSnapshot: async () => undefined }) };
  const activities = sweepActivities({ projection, platforms } as unknown as ControlDependencies);
  return asActivity(randomUUID(), () => activities.sweepSnapshots());
}

test('a source that is out of reach is asked once, however many migrations it has had', async () => {
  let asked = 0;
  const { failed } = await sweep(5000, async () => {
    asked += 1;
    throw new DroverError('platform.unreachable', 'The vCenter does not answer.');
  });
  expect(asked).toBe(1);
  expect(failed).toMatchObject([{ system: 'source', reason: 'The vCenter does not answer.' }]);
});

test('a VM that is gone has left nothing behind', async () => {
  const gone = async () => {
    throw new DroverError('platform.not-found', 'There is no such VM.');
  };
  expect(await sweep(3, gone)).toEqual({ removed: [], failed: [] });
});

test('what is told of a sweep fits into a history, whatever was found', async () => {
  const refused = async () => {
    throw new DroverError('platform.forbidden', 'The login may not read this VM. '.repeat(10));
  };
  const told = await sweep(10_000, refused);
  expect(told).toMatchObject({ removed: [], unlisted: 9800 });
  expect(JSON.stringify(told).length).toBeLessThan(1024 * 1024);
});

test('only snapshots of ended migrations are removed', async () => {
  const result = await sweep(2, async (vm) =>
    vm === 'vm-1'
      ? [
          { name: snapshotName(idOf(1), 3), ref: 'snapshot-1' },
          { name: snapshotName(idOf(0), 3), ref: 'snapshot-2' },
          { name: 'before the update', ref: 'snapshot-3' },
        ]
      : [],
  );
  expect(result).toEqual({ removed: [`vm-1: ${snapshotName(idOf(1), 3)}`], failed: [] });
});
