import { setMaxListeners } from 'node:events';
import { DroverError } from '../contract/errors.ts';
import type { ArtifactStore } from '../ports/artifactStore.ts';
import type { DiskLocation } from '../ports/diskLocation.ts';
import type { LimitSource } from '../ports/limits.ts';
import type { CopyJob, DiskIdentity, Transfer, TransferHooks } from '../ports/transfer.ts';
import { BlockRecord } from './blocks/blockRecord.ts';
import { type CopyContext, copyDisk, repairDisk } from './copyDisk.ts';
import type { ReadPermit } from './engine/rateLimit.ts';
import { Exclusive } from './exclusive.ts';
import { exportImage } from './exportImage.ts';
import { LimitDesk, type LimitedDisk } from './limitDesk.ts';
import { Places } from './reading/places.ts';
import { ReadDesk } from './reading/readDesk.ts';
import { checkVolumeAccess } from './sinks/volumeAccess.ts';
import { diskFiles, exists, listMigrations, removeMigration } from './stateFiles.ts';
import { verifyInProcess } from './verify/verifyDisk.ts';

export interface TransferOptions {
  /** Folder for journals and ledgers; survives restarts. */
  stateDir: string;
  /** Folders in which target volumes may lie. */
  roots: string[];
  /** Null: this mover exports no images. */
  artifacts: ArtifactStore | null;
  /** Absent: only the limits that jobs carry. */
  limits?: LimitSource;
}

type LimitedJob = DiskIdentity & {
  source: DiskLocation;
  connectionId?: string;
  bytesPerSecond: number | undefined;
};

/** Bounds the memory of the process; the others wait, in order. */
const disksAtOnce = 24;

/** The data plane of one mover process. */
export function createTransfer(options: TransferOptions): Transfer {
  const exclusive = new Exclusive();
  const places = new Places(disksAtOnce);
  const reads = new ReadDesk();
  const desk = new LimitDesk(options.limits, reads);

  async function placed<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await places.acquire(signal);
    try {
      return await work();
    } finally {
      places.release();
    }
  }

  /** One attempt per disk at a time, and its location is released whatever happens. */
  function attempt<T, J extends LimitedJob>(
    job: J,
    hooks: TransferHooks,
    work: (job: J, hooks: TransferHooks, rate: ReadPermit) => Promise<T>,
  ): Promise<T> {
    const source = releasedOnce(job.source);
    const key = `${job.migrationId}/${job.diskId}`;
    return exclusive
      .run(key, hooks.signal, (signal) => {
        setMaxListeners(0, signal);
        const disk: LimitedDisk = { ...job, connectionId: job.connectionId, place: source.place };
        return placed(signal, () => desk.admit(disk, (rate) => work({ ...job, source }, { ...hooks, signal }, rate)));
      })
      .finally(() => (source.transport === 'nbd' ? source.release() : undefined));
  }

  async function contextOf(job: CopyJob, hooks: TransferHooks, rate: ReadPermit): Promise<CopyContext> {
    const volume = await checkVolumeAccess(job.target, job.capacityBytes, options.roots);
    const files = diskFiles(options.stateDir, job.migrationId, job.diskId);
    return { volume, files, rate, reads, hooks };
  }

  return {
    async checkVolume(volume, capacityBytes) {
      await checkVolumeAccess(volume, capacityBytes, options.roots);
    },
    copy: (job, hooks) => attempt(job, hooks, async (own, ...given) => copyDisk(own, await contextOf(own, ...given))),
    repair: (job, ranges, hooks) =>
      attempt(job, hooks, async (own, ...given) => repairDisk(own, ranges, await contextOf(own, ...given))),
    exportImage: (job, hooks) =>
      attempt(job, hooks, (own, ownHooks, rate) => {
        const { artifacts } = options;
        if (artifacts === null) {
          throw new DroverError('platform.unsupported', 'This mover has no artifact store to export to.');
        }
        const files = diskFiles(options.stateDir, own.migrationId, own.diskId);
        return exportImage(own, { artifacts, files, rate, reads, hooks: ownHooks });
      }),
    async verify(job, hooks) {
      const volume = await checkVolumeAccess(job.target, job.capacityBytes, options.roots);
      const { ledger, blocks, verify } = diskFiles(options.stateDir, job.migrationId, job.diskId);
      if (!(await exists(ledger))) {
        throw new DroverError('transfer.journal-mismatch', `There is no ledger of disk ${job.diskId} on this mover.`);
      }
      const { capacityBytes } = job;
      await using record = await BlockRecord.open(blocks, capacityBytes);
      const { call = null } = job;
      const request = { volume, capacityBytes, ledgerPath: ledger, cursorPath: verify, call };
      const outcome = await placed(hooks.signal, () => verifyInProcess(request, record, hooks));
      await record.keep();
      return outcome;
    },
    held: () => listMigrations(options.stateDir),
    forget: (migrationId) => removeMigration(options.stateDir, migrationId),
  };
}

function releasedOnce(location: DiskLocation): DiskLocation {
  if (location.transport !== 'nbd') return location;
  let releasing: Promise<void> | undefined;
  return {
    ...location,
    release() {
      releasing ??= location.release();
      return releasing;
    },
  };
}
