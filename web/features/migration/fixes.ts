import type { ErrorCode } from '../../../contract/errors.ts';
import type { Migration, StageName } from '../../../contract/migration.ts';
import { mayChangeStorage } from './retryPlan.ts';

/** What an operator can do about a parked stage, from the page that tells of it. */
export type FixAction =
  | 'retry'
  /** With another storage for disks that are not yet placed. */
  | 'retry-storage'
  /** With a plan that lets the source be powered off hard. */
  | 'retry-power-off'
  /** The source goes on, and the replica follows it. Fits whatever has stopped a cutover. */
  | 'undo-cutover'
  /** Cancel, or roll back once the target has booted. */
  | 'give-up'
  /** Connections page: login, fingerprint, reachability of the side that the stage works with. */
  | 'connection'
  /** What the run did, in Temporal Web. */
  | 'run';

/**
 * Every code that a stage can park with, and what fits it; the most fitting first. To give up, and to undo a cutover, is
 * offered with all of them. Codes that the API alone tells its clients are not in it.
 */
export const fixes = {
  'platform.unreachable': ['retry', 'connection'],
  'platform.certificate': ['connection', 'retry'],
  'platform.address-refused': ['connection', 'retry'],
  'platform.unauthorised': ['connection', 'retry'],
  'platform.session-ended': ['retry', 'connection'],
  'platform.forbidden': ['connection', 'retry'],
  'platform.not-found': ['retry'],
  'platform.conflict': ['retry'],
  'platform.busy': ['retry'],
  'platform.quota': ['retry-storage', 'retry'],
  'platform.unsupported': ['give-up', 'retry'],
  'platform.stalled': ['retry', 'connection'],
  'platform.corrupt': ['retry'],
  'platform.outcome-unknown': ['retry', 'run'],
  'platform.protocol': ['retry', 'run'],
  'source.tracking-lost': ['retry'],
  'source.changed': ['retry'],
  'source.disk-grown': ['retry'],
  'source.snapshot-expired': ['retry'],
  'source.snapshot-not-removed': ['retry', 'run'],
  'source.powered-on': ['retry'],
  'source.written': ['retry'],
  'source.shutdown-timeout': ['retry', 'retry-power-off'],
  'mover.unreachable': ['retry'],
  'mover.path-refused': ['retry', 'retry-storage'],
  'mover.volume-mismatch': ['retry'],
  'transfer.corrupt': ['retry'],
  'transfer.journal-mismatch': ['give-up', 'retry'],
  'transfer.fenced': ['retry', 'run'],
  'transfer.stream-truncated': ['retry'],
  'artifact.missing': ['retry'],
  'artifact.link-invalid': ['retry'],
  'migration.refused': ['retry', 'retry-storage'],
  'request.invalid': ['retry', 'run'],
  'request.conflict': ['retry', 'connection'],
  'request.not-found': ['retry', 'connection'],
  'secrets.keeper-unavailable': ['retry'],
  'secrets.key-refused': ['retry'],
  'secrets.key-missing': ['connection', 'retry'],
  'secrets.altered': ['connection', 'retry'],
  'config.invalid': ['retry'],
  'worker.unavailable': ['retry', 'run'],
  internal: ['retry', 'run'],
} as const satisfies Partial<Record<ErrorCode, readonly FixAction[]>>;

export type ParkCode = keyof typeof fixes;

export function isParkCode(code: string): code is ParkCode {
  return Object.hasOwn(fixes, code);
}

/**
 * Actions for a parked run that its state accepts now, its every command among them. A code of a newer release can at
 * least be tried again.
 */
export function fixesOf(migration: Pick<Migration, 'parked' | 'allowed' | 'disks' | 'plan'>): FixAction[] {
  const { parked, allowed, plan } = migration;
  if (parked === null) return [];
  const fitting: readonly FixAction[] = isParkCode(parked.code) ? fixes[parked.code] : ['retry', 'run'];
  const offered: Record<FixAction, boolean> = {
    retry: allowed.includes('retry'),
    'retry-storage': allowed.includes('retry') && mayChangeStorage(migration),
    'retry-power-off': allowed.includes('retry') && plan.shutdown.onTimeout === 'park',
    'undo-cutover': allowed.includes('undo-cutover'),
    'give-up': allowed.includes('cancel') || allowed.includes('rollback'),
    connection: true,
    run: true,
  };
  return [...new Set<FixAction>([...fitting, 'undo-cutover', 'give-up'])].filter((action) => offered[action]);
}

type Side = 'source' | 'target';
const sides: Record<StageName, Side[]> = {
  preflight: ['source', 'target'],
  provision: ['target'],
  baseline: ['source'],
  delta: ['source'],
  hold: ['source'],
  quiesce: ['source'],
  final: ['source'],
  export: ['source'],
  import: ['target'],
  verify: ['target'],
  // Both make sure first that the source was left alone.
  define: ['source', 'target'],
  boot: ['source', 'target'],
  finish: ['source', 'target'],
  undo: ['source'],
  unwind: ['source', 'target'],
};

/** Ids of the connections that a stage works with. */
export function connectionsOf(stage: StageName, plan: Migration['plan']): string[] {
  return [...new Set(sides[stage].map((side) => plan[side].connectionId))];
}
