import {
  type ActivityFailure,
  type ApplicationFailure,
  type CancellationScope,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Finding } from '../../contract/finding.ts';
import type { CommandName, Migration, MigrationStatus, Round, StageName } from '../../contract/migration.ts';
import { allowedCommands } from '../../domain/commands.ts';
import { withRound } from '../../domain/keptRounds.ts';
import { withoutWait } from '../../domain/waitFinding.ts';
import type { MigrateVmInput, RunInternals } from '../messages.ts';
import { migrationWorkflowId } from '../names.ts';
import { attributesOf } from '../searchAttributes.ts';
import { describeRun } from './details.ts';
import { Recorder } from './recorder.ts';

/** The state of one migration and the only code that changes it. */
export class MigrationRun {
  readonly migration: Migration;
  readonly internals: RunInternals;
  readonly recorder = new Recorder();
  /** Scope of the work that a command may stop. */
  scope: CancellationScope | null = null;
  /** A command has stopped the work in `scope`; cancellation that comes without it is Temporal's own. */
  interrupting = false;
  paused = false;
  retryRequested = false;
  undoRequested = false;
  /** Somebody said retry to a disk that has grown: it may be taken as it is now. */
  growthAccepted = false;
  /** The snapshot whose age and room are watched. */
  watchedSnapshot: string | null = null;
  /** It is being removed before its round has ended: no stage goes on meanwhile. */
  givingUp = false;
  /** One that was to be given up and may still be there. */
  overdueSnapshot: string | null = null;
  /** Why the round does not go on by itself after its snapshot was given up. */
  stopped: ApplicationFailure | ActivityFailure | null = null;
  abandoned: 'cancel' | 'rollback' | null = null;
  /** ISO 8601; set by the cutover and schedule commands. */
  commandedCutoverAt: string | null = null;
  /** Wakes the delta loop. */
  commandCount = 0;

  constructor(input: MigrateVmInput) {
    this.migration = input.carried?.migration ?? newMigration(input);
    this.internals = input.carried?.internals ?? {
      nextRound: 0,
      disks: [],
      powerBefore: null,
      moverQueue: null,
      ...(input.moverPatienceMs === undefined ? {} : { moverPatienceMs: input.moverPatienceMs }),
      ...(input.roomLookMs === undefined ? {} : { roomLookMs: input.roomLookMs }),
      snapshot: null,
    };
    this.commandedCutoverAt = input.carried === undefined ? null : commandedAt(input.carried.migration);
  }

  /** Applies a change, raises the revision and tells everybody. */
  change(mutate: (migration: Migration) => void): void {
    const before = attributesOf(this.migration);
    mutate(this.migration);
    this.migration.revision += 1;
    this.migration.updatedAt = now();
    this.migration.allowed = allowedCommands(this.migration);
    const after = attributesOf(this.migration);
    if (JSON.stringify(before) !== JSON.stringify(after) || this.migration.revision === 1)
      upsertSearchAttributes(after);
    describeRun(this.migration);
    this.recorder.tell(this.migration);
  }

  /** Stops the running work so that a command can take effect. */
  interrupt(): void {
    if (this.scope === null) return;
    this.interrupting = true;
    this.scope.cancel();
  }

  enter(stage: StageName): void {
    this.change((migration) => {
      migration.stage = stage;
      migration.status = stage === 'hold' ? 'holding' : stage === 'unwind' ? 'cancelling' : 'running';
      if (stage === 'quiesce' || stage === 'unwind') migration.findings = withoutWait(migration.findings);
      const known = migration.stages.find((record) => record.name === stage);
      if (known === undefined)
        migration.stages.push({ name: stage, startedAt: now(), endedAt: null, ms: null, attempts: 1 });
      else if (known.endedAt === null) known.attempts += 1;
    });
  }

  leave(stage: StageName): void {
    this.change((migration) => {
      const record = migration.stages.find((candidate) => candidate.name === stage);
      if (record === undefined) return;
      record.endedAt = now();
      record.ms = Date.parse(record.endedAt) - Date.parse(record.startedAt);
    });
  }

  status(status: MigrationStatus): void {
    this.change((migration) => {
      migration.status = status;
    });
  }

  command(name: CommandName, actor: string): void {
    this.commandCount += 1;
    this.change((migration) => {
      migration.commands.push({ at: now(), name, actor });
    });
  }

  addRound(diskId: string, round: Round): void {
    this.change((migration) => {
      const disk = migration.disks.find((candidate) => candidate.id === diskId);
      if (disk === undefined) return;
      Object.assign(disk, withRound(disk, round, migration.disks.length));
      disk.ledgerRoot = round.root;
    });
  }

  /** Name of a disk for people. */
  label(diskId: string): string {
    return this.migration.disks.find((disk) => disk.id === diskId)?.label ?? diskId;
  }

  /** For the next call that writes: of two movers the one with the later number may. */
  nextEpoch(): number {
    this.internals.epoch = (this.internals.epoch ?? 0) + 1;
    return this.internals.epoch;
  }

  /** A later finding of the same code and subject takes the place of the earlier. */
  addFinding(finding: Finding): void {
    this.change((migration) => {
      const others = migration.findings.filter(
        (known) => known.code !== finding.code || known.subject !== finding.subject,
      );
      migration.findings = [...others, finding];
    });
  }

  end(status: 'completed' | 'cancelled' | 'rolled-back'): void {
    this.change((migration) => {
      migration.status = status;
      migration.parked = null;
      migration.endedAt = now();
    });
  }
}

/** Workflow time, ISO 8601. */
export function now(): string {
  return new Date().toISOString();
}

function newMigration(input: MigrateVmInput): Migration {
  const { id, plan, vm, requestedBy, createdAt } = input;
  return {
    id,
    workflowId: migrationWorkflowId(id),
    revision: 0,
    status: 'running',
    stage: 'preflight',
    plan,
    strategy: null,
    route: null,
    transport: null,
    vm,
    targetVm: null,
    stages: [],
    disks: [],
    findings: [],
    parked: null,
    commands: [],
    allowed: [],
    forecast: null,
    cutoverAt: plan.cutover.mode === 'at' ? plan.cutover.at : null,
    downtime: null,
    pointOfNoReturn: false,
    guest: null,
    leftovers: [],
    certificateId: null,
    requestedBy,
    createdAt,
    updatedAt: createdAt,
    endedAt: null,
  };
}

/** The plan's own time is no command: it may have an end. */
function commandedAt({ cutoverAt, plan }: Migration): string | null {
  return plan.cutover.mode === 'at' && plan.cutover.at === cutoverAt ? null : cutoverAt;
}
