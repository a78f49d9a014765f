import { beforeAll, expect, test, vi } from 'vitest';
import { expireApprovals } from '../../api/approvals/decide.ts';
import type { Client } from '../../client/client.ts';
import type { CommandName } from '../../contract/migration.ts';
import { lockApproval } from '../../prisma/queries/approvals.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let admin: Client;
let operator: Client;
let approver: Client;
let places: { source: string; target: string };

beforeAll(async () => {
  api = await startApi();
  await api.startWorker();
  admin = await api.client('admin');
  operator = await api.client('operator');
  approver = await api.client('approver');
  places = await addConnections(admin);
  const body = { approveCutover: true, approveDeletion: true } as const;
  await admin.updateProject({ params: { id: 'default' }, body });
  // The first question waits for the worker to have loaded its workflows.
  const first = () => operator.createMigration({ body: planOf('vm-first') });
  await vi.waitFor(first, { timeout: 30_000, interval: 500 });
});

const planOf = (vm: string, changes: object = {}) => ({
  source: { connectionId: places.source, vm },
  target: { connectionId: places.target, storage: 'local' },
  ...changes,
});

/** A migration whose workflow runs, so that it takes commands. */
async function started(vm: string): Promise<string> {
  const { id } = await operator.createMigration({ body: planOf(vm) });
  await expect
    .poll(() => operator.getMigration({ params: { id }, query: { fresh: 'true' } }))
    .toMatchObject({
      stage: 'baseline',
    });
  return id;
}

async function ask(id: string, name: CommandName, at?: string): Promise<string> {
  const refusal = await operator.commandMigration({ params: { id, name }, body: { at } }).catch((error) => error);
  expect(refusal.problem).toMatchObject({ status: 409, code: 'approval.needed' });
  return refusal.problem.approvalId;
}

const settled = { problem: { status: 409, code: 'approval.settled' } };

test('a cancel waits until somebody else agrees, and is carried out once', async () => {
  const migration = await started('vm-cancel');
  const id = await ask(migration, 'cancel');
  expect(await ask(migration, 'cancel')).toBe(id);
  expect((await operator.getMigration({ params: { id: migration } })).status).toBe('running');
  const waiting = await approver.listApprovals({ query: { status: ['pending'], migrationId: migration } });
  expect(waiting.items).toMatchObject([
    { id, action: 'cancel', requestedBy: 'operator', subjectName: 'name of vm-cancel' },
  ]);
  await expect(operator.approve({ params: { id } })).rejects.toMatchObject({ problem: { code: 'auth.forbidden' } });
  const both = await Promise.allSettled([approver, admin].map((one) => one.approve({ params: { id } })));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(approver.approve({ params: { id } })).rejects.toMatchObject(settled);
  expect(await operator.getMigration({ params: { id: migration } })).toMatchObject({ status: 'cancelled' });
  const events = await api.database.prisma.auditEvent.findMany({
    where: { subject: `migration/${migration}` },
    orderBy: { id: 'asc' },
  });
  expect(events.map(({ action, outcome, actor, code }) => [action, outcome, actor, code])).toEqual([
    ['migration.create', 'done', 'operator', null],
    ['approval.request', 'done', 'operator', null],
    ['migration.cancel', 'refused', 'operator', 'approval.needed'],
    ['migration.cancel', 'refused', 'operator', 'approval.needed'],
    ['migration.cancel', 'intended', 'operator', null],
    ['migration.cancel', 'done', 'operator', null],
    ['approval.approve', 'done', expect.stringMatching(/^(approver|admin)$/), null],
  ]);
  const carriedOut = events.filter(({ outcome, action }) => action === 'migration.cancel' && outcome !== 'refused');
  // It is not the one who asked that has sent the request which carries it out.
  expect(carriedOut.map(({ actorId, credential }) => ({ actorId, credential }))).toEqual(
    carriedOut.map(() => ({ actorId: null, credential: null })),
  );
  expect(events.at(-1)).toMatchObject({ before: { status: 'pending' }, after: { status: 'approved' } });
});

test('nobody agrees to what they asked for, and a refusal says why', async () => {
  const migration = await started('vm-own');
  const refusal = await admin.commandMigration({ params: { id: migration, name: 'cancel' } }).catch((error) => error);
  const params = { id: refusal.problem.approvalId };
  await expect(admin.approve({ params })).rejects.toMatchObject({ problem: { status: 403, code: 'approval.own' } });
  const body = { comment: 'not in the freeze' };
  expect(await approver.refuse({ params, body })).toMatchObject({ status: 'refused', decidedBy: 'approver', ...body });
  await expect(approver.approve({ params })).rejects.toMatchObject(settled);
  expect((await operator.getMigration({ params: { id: migration } })).status).toBe('running');
});

test('a request that nobody decided on expires, and one about an ended run is about nothing', async () => {
  const migration = await started('vm-late');
  const late = await ask(migration, 'schedule', new Date(Date.now() + 3_600_000).toISOString());
  const past = { expiresAt: new Date(Date.now() - 1000) };
  await api.database.prisma.approval.update({ where: { id: late }, data: past });
  await expect(approver.approve({ params: { id: late } })).rejects.toMatchObject(settled);
  await expireApprovals(api.dependencies);
  expect(await approver.getApproval({ params: { id: late } })).toMatchObject({ status: 'expired' });
  const ended = await ask(migration, 'schedule', new Date(Date.now() + 3_600_000).toISOString());
  await approver.approve({ params: { id: await ask(migration, 'cancel') } });
  await expect(approver.approve({ params: { id: ended } })).rejects.toMatchObject(settled);
  expect(await approver.getApproval({ params: { id: ended } })).toMatchObject({ status: 'obsolete' });
});

test('a request for another time takes the place of the one that waits, and the audit trail tells of it', async () => {
  const migration = await started('vm-moved');
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const [first, overdue] = [await ask(migration, 'schedule', inHours(1)), await ask(migration, 'schedule', inHours(2))];
  await api.database.prisma.approval.update({ where: { id: overdue }, data: { expiresAt: new Date(0) } });
  const last = await ask(migration, 'schedule', inHours(3));
  const { items } = await admin.listAuditEvents({ query: { subject: `migration/${migration}`, action: 'approval' } });
  expect(items.toReversed().map(({ action, actor, detail, after }) => [action, actor, detail, after])).toMatchObject([
    ['approval.request', 'operator', {}, { id: first }],
    ['approval.obsolete', 'drover', { approval: first, requestedBy: 'operator' }, { status: 'obsolete' }],
    ['approval.request', 'operator', {}, { id: overdue }],
    ['approval.expire', 'drover', { approval: overdue }, { status: 'expired' }],
    ['approval.request', 'operator', {}, { id: last }],
  ]);
});

test('a request that is being carried out is not replaced, and nobody waits for it', async () => {
  const migration = await started('vm-decided');
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const waiting = await ask(migration, 'schedule', inHours(1));
  await api.database.prisma.$transaction(async (queries) => {
    await lockApproval(queries, waiting);
    const another = operator.commandMigration({
      params: { id: migration, name: 'schedule' },
      body: { at: inHours(2) },
    });
    await expect(another).rejects.toMatchObject({ problem: { status: 409, code: 'request.conflict' } });
  });
  expect(await approver.getApproval({ params: { id: waiting } })).toMatchObject({ status: 'pending' });
});

test('a request ends as void where who asked may not do it any more when it is approved', async () => {
  const password = 'a long one for the first login';
  const { id: user } = await admin.createUser({ body: { name: 'leaver', kind: 'user', role: 'operator', password } });
  const login = await api.clientOf('').login({ body: { username: 'leaver', password } });
  const leaver = api.clientOf(login.token);
  const ask = async (vm: string) => {
    const migration = await started(vm);
    const refusal = await leaver
      .commandMigration({ params: { id: migration, name: 'cancel' } })
      .catch((error) => error);
    return { migration, params: { id: refusal.problem.approvalId as string } };
  };
  const project = { id: 'default' };
  const demote = () => admin.updateUser({ params: { id: user }, body: { role: 'viewer' }, ifMatch: '*' });
  const losses: [string, () => Promise<unknown>, RegExp][] = [
    ['vm-role', demote, /lost the permission migrations:command in the project Default/],
    ['vm-others', () => admin.updateProject({ params: project, body: { ownOnly: true } }), /lost the permission/],
    ['vm-member', () => admin.removeMember({ params: { ...project, user: 'leaver' } }), /lost the permission/],
    ['vm-leaver', () => admin.updateUser({ params: { id: user }, body: { disabled: true }, ifMatch: '*' }), /disabled/],
  ];
  for (const [vm, lose, reason] of losses) {
    const { migration, params } = await ask(vm);
    await lose();
    await expect(approver.approve({ params }), vm).rejects.toMatchObject({
      problem: { status: 409, code: 'approval.void', detail: expect.stringMatching(reason) },
    });
    expect(await approver.getApproval({ params }), vm).toMatchObject({
      ...{ status: 'void', decidedBy: null, comment: expect.stringMatching(reason) },
    });
    expect((await admin.getMigration({ params: { id: migration } })).status, vm).toBe('running');
    const { items } = await admin.listAuditEvents({ query: { subject: `migration/${migration}` } });
    expect(items[0]).toMatchObject({ action: 'approval.void', actor: 'drover', after: { status: 'void' } });
    // Given back, the right does not revive what had ended.
    await admin.updateProject({ params: project, body: { ownOnly: false } });
    await admin.setMember({ params: project, body: { user: 'leaver', role: 'operator' } });
    await expect(approver.approve({ params }), vm).rejects.toMatchObject(settled);
  }
});

test('no plan cuts over without the second person: a time is asked for, the rest is refused', async () => {
  const at = new Date(Date.now() + 7_200_000).toISOString();
  const timed = await operator.createMigration({ body: planOf('vm-timed', { cutover: { mode: 'at', at } }) });
  expect(timed).toMatchObject({ cutoverAt: null, plan: { cutover: { mode: 'manual' } } });
  const { items } = await approver.listApprovals({ query: { migrationId: timed.id } });
  expect(items).toMatchObject([{ action: 'schedule', input: { at }, expiresAt: at, status: 'pending' }]);
  const unattended = { problem: { code: 'approval.unattended' } };
  const alone = planOf('vm-auto', { cutover: { mode: 'auto' } });
  await expect(operator.createMigration({ body: alone })).rejects.toMatchObject(unattended);
});

test('a connection goes once somebody else agrees', async () => {
  const { source } = await addConnections(admin, '-gone');
  const refusal = await admin.deleteConnection({ params: { id: source } }).catch((error) => error);
  expect(refusal.problem.code).toBe('approval.needed');
  await admin.getConnection({ params: { id: source } });
  await approver.approve({ params: { id: refusal.problem.approvalId } });
  await expect(admin.getConnection({ params: { id: source } })).rejects.toMatchObject({ problem: { status: 404 } });
});
