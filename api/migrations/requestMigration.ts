import { createHash, randomUUID } from 'node:crypto';
import type { PreflightReport } from '../../contract/finding.ts';
import type { Migration } from '../../contract/migration.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import { allowedCommands } from '../../domain/commands.ts';
import type { Queries } from '../../prisma/database.ts';
import { holdConnections } from '../../prisma/queries/connections.ts';
import { createMigration, findMigrationByKey, findOpenMigrationOf } from '../../prisma/queries/migrations.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import { migrationWorkflowId } from '../../workflows/names.ts';
import { unattended } from '../approvals/approvalPolicy.ts';
import { askApproval } from '../approvals/askApproval.ts';
import { projectOfSource } from '../approvals/demandApproval.ts';
import { requireConnection } from '../connections/find.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { withPlanDefaults } from './planDefaults.ts';

export interface MigrationRequest {
  plan: MigrationPlan;
  actor: { name: string };
  correlationId: string;
  idempotencyKey: string | null;
}

/**
 * Checks a plan, makes the row and starts the workflow. Nothing is made before preflight has found no blocker. A start
 * that fails after the row was made is not an error: `reconcile` starts it.
 */
export async function requestMigration(
  dependencies: Pick<ApiDependencies, 'database' | 'workflows'>,
  request: MigrationRequest,
  log: ApiDependencies['log'],
): Promise<Migration> {
  const { database, workflows } = dependencies;
  const earlier = await findEarlier(database.prisma, request);
  if (earlier !== null) return earlier;
  await requirePlaces(database.prisma, request.plan);
  await refuseDuplicate(database.prisma, request.plan);
  const report = await runPreflight(dependencies, request);
  const project = await projectOfSource(dependencies, request.plan.source.connectionId);
  const reason = unattended(project, request.plan, report.strategy ?? request.plan.strategy);
  if (reason !== null) throw new ApiError('approval.unattended', reason);
  // The time comes by a command once it is approved; without that the migration holds.
  const timed = project.approveCutover && request.plan.cutover.mode === 'at' ? request.plan.cutover : null;
  const asked = timed === null ? request.plan : { ...request.plan, cutover: { mode: 'manual' } as const };
  const wholePlan = withPlanDefaults(asked, await readSettings(database.prisma));
  const migration = newMigration({ ...request, plan: wholePlan }, report);
  try {
    await database.prisma.$transaction((queries) => insert(queries, migration, request));
  } catch (error) {
    // Two requests at once: the unique indexes let one through.
    const winner = await findEarlier(database.prisma, request);
    if (winner !== null) return winner;
    await refuseDuplicate(database.prisma, request.plan);
    throw error;
  }
  const { id, plan, vm, requestedBy, createdAt } = migration;
  await workflows.start({ id, plan, vm, requestedBy, createdAt }, request.correlationId).catch((error: unknown) => {
    log.warn({ err: error, migrationId: id }, 'workflow not started yet');
  });
  if (timed !== null) {
    const subject = { subject: `migration/${id}`, subjectName: vm.name };
    await askApproval(database, { project, action: 'schedule', ...subject, input: { at: timed.at } }, request);
  }
  return migration;
}

/** @throws ApiError request.not-found | request.conflict */
export async function requirePlaces(queries: Queries, plan: MigrationPlan): Promise<void> {
  await requireConnection(queries, plan.source.connectionId, 'vsphere');
  await requireConnection(queries, plan.target.connectionId, 'proxmox');
}

async function runPreflight(
  { workflows }: Pick<ApiDependencies, 'workflows'>,
  request: MigrationRequest,
): Promise<PreflightReport> {
  const { plan, correlationId } = request;
  const report = await workflows.ask<PreflightReport>({ type: 'preflightPlan', argument: plan, correlationId });
  const blockers = report.findings.filter((finding) => finding.severity === 'blocker');
  if (blockers.length === 0) return report;
  const codes = blockers.map((finding) => finding.code).join(', ');
  throw new ApiError('migration.refused', `${report.vm.name || plan.source.vm} cannot be migrated so: ${codes}.`, {
    findings: report.findings,
  });
}

async function insert(queries: Queries, migration: Migration, request: MigrationRequest): Promise<void> {
  const { source, target } = migration.plan;
  const wanted = [...new Set([source.connectionId, target.connectionId])];
  const held = await holdConnections(queries, wanted);
  if (held.length < wanted.length) throw new ApiError('request.not-found', 'A connection of the plan was removed.');
  await createMigration(queries, migration, {
    idempotencyKey: request.idempotencyKey,
    requestHash: request.idempotencyKey === null ? null : hashOf(request.plan),
  });
  const { id, workflowId, vm, plan } = migration;
  await audit(queries, request, {
    ...{ action: 'migration.create', subject: `migration/${id}`, workflowId, after: { vm, plan } },
  });
}

async function findEarlier(queries: Queries, request: MigrationRequest): Promise<Migration | null> {
  const { idempotencyKey, actor, plan } = request;
  if (idempotencyKey === null) return null;
  const found = await findMigrationByKey(queries, { actor: actor.name, idempotencyKey });
  if (found === null) return null;
  if (found.requestHash === hashOf(plan)) return found.migration;
  throw new ApiError('idempotency.mismatch', 'This Idempotency-Key was used with another plan.');
}

async function refuseDuplicate(queries: Queries, { source }: MigrationPlan): Promise<void> {
  const open = await findOpenMigrationOf(queries, { connectionId: source.connectionId, ref: source.vm });
  if (open === null) return;
  throw new ApiError('migration.duplicate', `${open.vmName} is being migrated by ${open.id}.`, {
    openMigrationId: open.id,
  });
}

function hashOf(plan: MigrationPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

/** What is known before the workflow tells more: revision 0. */
function newMigration({ plan, actor }: MigrationRequest, report: PreflightReport): Migration {
  const id = randomUUID();
  const at = new Date().toISOString();
  const start = { status: 'running', stage: 'preflight', strategy: null, route: null, pointOfNoReturn: false } as const;
  return {
    id,
    workflowId: migrationWorkflowId(id),
    revision: 0,
    ...start,
    plan,
    transport: null,
    vm: report.vm,
    targetVm: null,
    stages: [],
    disks: [],
    findings: report.findings,
    parked: null,
    commands: [],
    allowed: allowedCommands(start),
    forecast: null,
    cutoverAt: plan.cutover.mode === 'at' ? plan.cutover.at : null,
    downtime: null,
    guest: null,
    leftovers: [],
    certificateId: null,
    requestedBy: actor.name,
    createdAt: at,
    updatedAt: at,
    endedAt: null,
  };
}
