import { DroverError } from '../contract/errors.ts';
import type { Leftover } from '../contract/migration.ts';
import type { ResidueEntry, ResidueReport } from '../contract/residue.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { MigrationTraces } from '../ports/runProjection.ts';
import type { ControlDependencies, MoverDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { leftArtifact, removeArtifacts, storedArtifacts } from './storedArtifacts.ts';
import { removeFromTarget } from './targetResidue.ts';

/** What control workers can see, and the movers that have to be asked for the rest. */
export interface SeenResidue extends Pick<ResidueReport, 'items' | 'unseen'> {
  movers: string[];
}

export function residueActivities({ platforms, projection, artifacts, movers }: ControlDependencies) {
  /** Snapshots by their names, over every VM that has any: also those of migrations that the database has lost. */
  async function snapshots(connectionId: string, vm: string | null, signal: AbortSignal): Promise<ResidueEntry[]> {
    const source = await platforms.source(connectionId);
    const found: ResidueEntry[] = [];
    const look = async (ref: string, name: string) => {
      for (const snapshot of await source.listSnapshots(ref, signal)) {
        const migrationId = migrationOfSnapshot(snapshot.name);
        if (migrationId === null) continue;
        const reason = `Made ${snapshot.createdAt}.`;
        const remove = `Delete the snapshot "${snapshot.name}" of ${name} in vCenter.`;
        const entry = { system: 'source', kind: 'snapshot', ref: snapshot.ref, reason, remove } as const;
        found.push({ ...entry, migrationId, vm: name, inUse: false });
      }
    };
    if (vm !== null) await look(vm, vm);
    else for await (const one of source.inventory(signal)) if (one.snapshotCount > 0) await look(one.ref, one.name);
    return found;
  }

  async function onTarget(traces: MigrationTraces, signal: AbortSignal): Promise<ResidueEntry[]> {
    const target = await platforms.target(traces.targetConnectionId);
    const found = await target.findByMigration(traces.id, signal);
    return found.filter(({ ref }) => !traces.kept.includes(ref)).map((left) => entryOf(traces, left));
  }

  async function images(scope: MigrationTraces[]): Promise<ResidueEntry[]> {
    const found: ResidueEntry[] = [];
    const prefix = scope.length === 1 && scope[0] !== undefined ? `migrations/${scope[0].id}/` : 'migrations/';
    for await (const artifact of storedArtifacts(artifacts, prefix)) {
      const id = artifact.key.split('/')[1] ?? '';
      const left = leftArtifact(artifact, `${artifact.bytes} bytes in the artifact store.`);
      const owner = scope.find((traces) => traces.id === id);
      found.push(owner ? entryOf(owner, left) : { ...left, migrationId: id, vm: null, inUse: false });
    }
    return found;
  }

  async function queuesOf(connectionIds: string[], signal: AbortSignal): Promise<string[]> {
    const queues = new Set<string>();
    for (const id of connectionIds) {
      const facts = await (await platforms.target(id)).facts(signal);
      for (const node of facts.nodes) {
        const queue = await movers.queueFor(node.name);
        if (queue !== null) queues.add(queue);
      }
    }
    return [...queues];
  }

  return {
    /** Looks for what migrations have made, by name and tag. A system that does not answer is told, not an error. */
    findResidue: (input: { migrationId: string | null }): Promise<SeenResidue> =>
      alive(async ({ signal, tell }) => {
        const scope = await projection.traces(input.migrationId);
        const one = input.migrationId === null ? null : (scope[0] ?? null);
        if (input.migrationId !== null && one === null) throw unknown(input.migrationId);
        const seen: SeenResidue = { items: [], unseen: [], movers: [] };
        const look = async <T>(system: Leftover['system'], ref: string, work: () => Promise<T>): Promise<T | null> => {
          tell(`${system} ${ref}`);
          try {
            return await work();
          } catch (error) {
            if (signal.aborted) throw error;
            seen.unseen.push({ system, ref, reason: error instanceof Error ? error.message : String(error) });
            return null;
          }
        };
        const sources = one === null ? await projection.connectionIds('vsphere') : [one.sourceConnectionId];
        for (const id of sources) {
          const found = await look('source', id, () => snapshots(id, one?.vm ?? null, signal));
          const ours = found?.filter((entry) => one === null || entry.migrationId === one.id) ?? [];
          seen.items.push(...ours.map((entry) => owned(entry, scope)));
        }
        for (const traces of scope) {
          seen.items.push(...((await look('target', traces.id, () => onTarget(traces, signal))) ?? []));
        }
        seen.items.push(...((await look('artifacts', 'migrations/', () => images(scope))) ?? []));
        const targets = one === null ? await projection.connectionIds('proxmox') : [one.targetConnectionId];
        seen.movers = (await look('mover', 'queues', () => queuesOf(targets, signal))) ?? [];
        return seen;
      }),

    /** Removes what an ended migration has left on both platforms and in the store. The VM that was asked for stays. */
    removeResidue: (input: { migrationId: string }): Promise<void> =>
      alive(async ({ signal }) => {
        const [traces] = await projection.traces(input.migrationId);
        if (traces === undefined) throw unknown(input.migrationId);
        if (traces.open) {
          const message = `Migration ${traces.id} is open: cancel it, which removes what it has made.`;
          throw new DroverError('request.conflict', message);
        }
        const source = await platforms.source(traces.sourceConnectionId);
        for (const snapshot of (await source.listSnapshots(traces.vm, signal)).toReversed()) {
          if (migrationOfSnapshot(snapshot.name) !== traces.id) continue;
          await source.removeSnapshot(traces.vm, snapshot.ref, signal);
        }
        const target = await platforms.target(traces.targetConnectionId);
        await removeFromTarget(target, traces, signal);
        // What could not be removed is listed by the report that follows.
        await removeArtifacts(artifacts, `migrations/${traces.id}/`);
      }),
  };
}

/** Journals and ledgers: on every mover, and beside control workers, which export when there is none. */
export function heldActivities({ transfer }: MoverDependencies) {
  return {
    /** Migrations of which this worker holds journals and ledgers. */
    heldTransfers: (): Promise<string[]> => alive(() => transfer.held()),
  };
}

function entryOf(traces: MigrationTraces, left: Leftover): ResidueEntry {
  return { ...left, migrationId: traces.id, vm: traces.vmName, inUse: traces.open };
}

function owned(entry: ResidueEntry, scope: MigrationTraces[]): ResidueEntry {
  const owner = scope.find((traces) => traces.id === entry.migrationId);
  return owner === undefined ? entry : { ...entry, vm: owner.vmName, inUse: owner.open };
}

function unknown(migrationId: string): DroverError {
  return new DroverError('request.not-found', `There is no migration ${migrationId}.`);
}
