import { DroverError } from '../contract/errors.ts';
import type { Leftover } from '../contract/migration.ts';
import type { ResidueEntry, ResidueReport } from '../contract/residue.ts';
import type { MigrationTraces } from '../ports/runProjection.ts';
import type { ControlDependencies, MoverDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { findOnSource, removeAndMerge, removeLost } from './sourceResidue.ts';
import { leftArtifact, removeArtifacts, storedArtifacts } from './storedArtifacts.ts';
import { removeFromTarget } from './targetResidue.ts';

/** What control workers can see, and the movers that have to be asked for the rest. */
export interface SeenResidue extends Pick<ResidueReport, 'items' | 'unseen'> {
  movers: string[];
}

export function residueActivities({ platforms, projection, artifacts, movers }: ControlDependencies) {
  async function onTarget(traces: MigrationTraces, signal: AbortSignal): Promise<ResidueEntry[]> {
    const target = await platforms.target(traces.targetConnectionId);
    const found = await target.findByMigration(traces.id, signal);
    return found.filter(({ ref }) => !traces.kept.includes(ref)).map((left) => entryOf(traces, left));
  }

  async function images(scope: MigrationTraces[], migrationId: string | null): Promise<ResidueEntry[]> {
    const found: ResidueEntry[] = [];
    const prefix = migrationId === null ? 'migrations/' : `migrations/${migrationId}/`;
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

  /** Of those that ended long ago only the database knows; of others it never will. */
  async function owned(entries: ResidueEntry[], scope: MigrationTraces[]): Promise<ResidueEntry[]> {
    const owners = new Map<string, MigrationTraces | null>(scope.map((traces) => [traces.id, traces]));
    for (const { migrationId } of entries) {
      if (owners.has(migrationId)) continue;
      const [known] = await projection.traces(migrationId);
      owners.set(migrationId, known ?? null);
    }
    return entries.map((entry) => {
      const owner = owners.get(entry.migrationId) ?? null;
      return owner === null
        ? { ...entry, lost: true }
        : { ...entry, vm: owner.vmName, inUse: entry.inUse || owner.open };
    });
  }

  /** Another migration of the same VM relies on its change tracking. */
  async function movedByOther({ id, vm, sourceConnectionId }: MigrationTraces): Promise<boolean> {
    return (await projection.knownMigrations()).some(
      (other) => other.open && other.id !== id && other.vm === vm && other.sourceConnectionId === sourceConnectionId,
    );
  }

  return {
    /** Looks for what migrations have made, by name and tag. A system that does not answer is told, not an error. */
    findResidue: (input: { migrationId: string | null }): Promise<SeenResidue> =>
      alive(async ({ signal, tell }) => {
        const scope = await projection.traces(input.migrationId);
        const { migrationId } = input;
        // Null, too, where the database has lost the migration that is asked for: then only marks tell.
        const one = migrationId === null ? null : (scope[0] ?? null);
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
          const search = { connectionId: id, scope, vm: one?.vm ?? null };
          const found = await look('source', id, async () => findOnSource(await platforms.source(id), search, signal));
          seen.items.push(...(found ?? []));
        }
        for (const traces of scope) {
          seen.items.push(...((await look('target', traces.id, () => onTarget(traces, signal))) ?? []));
        }
        seen.items.push(...((await look('artifacts', 'migrations/', () => images(scope, migrationId))) ?? []));
        const targets = one === null ? await projection.connectionIds('proxmox') : [one.targetConnectionId];
        seen.movers = (await look('mover', 'queues', () => queuesOf(targets, signal))) ?? [];
        const asked = seen.items.filter((entry) => migrationId === null || entry.migrationId === migrationId);
        return { ...seen, items: await owned(asked, scope) };
      }),

    /**
     * Removes what an ended migration has left on both platforms and in the store. The VM that was asked for stays. Of
     * one that the database has lost, what bears its marks on any source and in the store.
     */
    removeResidue: (input: { migrationId: string }): Promise<void> =>
      alive(async ({ signal }) => {
        const { migrationId } = input;
        const [traces] = await projection.traces(migrationId);
        if (traces === undefined) {
          for (const id of await projection.connectionIds('vsphere')) {
            await removeLost(await platforms.source(id), migrationId, signal);
          }
          await removeArtifacts(artifacts, `migrations/${migrationId}/`);
          return;
        }
        if (traces.open) {
          const message = `Migration ${traces.id} is open: cancel it, which removes what it has made.`;
          throw new DroverError('request.conflict', message);
        }
        const source = await platforms.source(traces.sourceConnectionId);
        await removeAndMerge(source, traces, signal);
        if (traces.trackingEnabled && !(await movedByOther(traces))) {
          await source.disableChangeTracking(traces.vm, signal);
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
