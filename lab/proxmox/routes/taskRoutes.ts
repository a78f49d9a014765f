import { authUser, type Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { badParameters, permissionDenied } from '../http/apiError.ts';
import type { Route } from '../http/route.ts';
import { nodeParam, optionalBoolean, optionalParam, optionalString, upidParam, vmidParam } from '../schema/formats.ts';
import { flag, list, optionalInteger, optionalText, text } from '../schema/params.ts';
import type { TaskRecord } from '../tasks/task.ts';
import { parseUpid } from '../tasks/upid.ts';

const naturalParam = { type: 'integer', optional: true, minimum: 0 } as const;

export const taskRoutes: Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/tasks',
    permission: 'anyUser',
    parameters: {
      node: nodeParam,
      errors: optionalBoolean,
      limit: naturalParam,
      since: { type: 'integer', optional: true },
      source: { type: 'string', optional: true, enum: ['archive', 'active', 'all'] },
      start: naturalParam,
      statusfilter: optionalString,
      typefilter: optionalString,
      until: { type: 'integer', optional: true },
      userfilter: optionalString,
      vmid: optionalParam(vmidParam),
    },
    handler: ({ datacenter, identity, params, extra }) => {
      const node = text(params, 'node');
      const source = optionalText(params, 'source') ?? 'archive';
      const wanted = list(params, 'statusfilter');
      const found = datacenter.tasks.list().filter((task) => {
        const running = task.exitstatus === undefined;
        if (task.node !== node || !maySee(datacenter, identity, task)) return false;
        if (source !== 'all' && running !== (source === 'active')) return false;
        if (params['vmid'] !== undefined && task.id !== String(params['vmid'])) return false;
        if (params['typefilter'] !== undefined && !task.type.includes(text(params, 'typefilter'))) return false;
        if (params['userfilter'] !== undefined && !fullUser(task).includes(text(params, 'userfilter'))) return false;
        if (task.starttime < (optionalInteger(params, 'since') ?? 0)) return false;
        if (task.starttime > (optionalInteger(params, 'until') ?? Number.POSITIVE_INFINITY)) return false;
        if (flag(params, 'errors') && outcome(task) !== 'error') return false;
        return wanted.length === 0 || wanted.includes(outcome(task));
      });
      const start = optionalInteger(params, 'start') ?? 0;
      extra['total'] = found.length;
      return found.slice(start, start + (optionalInteger(params, 'limit') ?? 50)).map(row);
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks/{upid}/status',
    permission: 'anyUser',
    parameters: { node: nodeParam, upid: upidParam },
    handler: ({ datacenter, identity, params }) => {
      const { endtime: _endtime, exitstatus, ...task } = findTask(datacenter, identity, text(params, 'upid'));
      const forgotten = datacenter.faults.strike('task-forgotten', { type: task.type, vmid: task.id });
      if (forgotten) throw noSuchTask();
      return exitstatus === undefined ? { ...task, status: 'running' } : { ...task, status: 'stopped', exitstatus };
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks/{upid}/log',
    permission: 'anyUser',
    parameters: {
      node: nodeParam,
      upid: upidParam,
      start: naturalParam,
      limit: naturalParam,
      download: optionalBoolean,
    },
    handler: ({ datacenter, identity, params, extra }) => {
      const task = findTask(datacenter, identity, text(params, 'upid'));
      const lines = datacenter.tasks.logLines(task.upid);
      if (lines.length === 0) lines.push('no content');
      const start = optionalInteger(params, 'start') ?? 0;
      const limit = optionalInteger(params, 'limit') ?? 50;
      extra['total'] = lines.length;
      const page = limit === 0 ? lines.slice(start) : lines.slice(start, start + limit);
      return page.map((line, index) => ({ n: start + index + 1, t: line }));
    },
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/tasks/{upid}',
    permission: 'anyUser',
    parameters: { node: nodeParam, upid: upidParam },
    handler: async ({ datacenter, identity, params }) => {
      const task = findTask(datacenter, identity, text(params, 'upid'), 'Sys.Modify');
      await datacenter.tasks.stop(task.upid);
      return null;
    },
  },
];

function findTask(datacenter: Datacenter, identity: Identity, upid: string, privilege = 'Sys.Audit'): TaskRecord {
  if (!parseUpid(upid)) throw badParameters({ upid: `unable to parse worker upid '${upid}'\n` });
  const task = datacenter.tasks.get(upid);
  if (!task) throw noSuchTask();
  if (!maySee(datacenter, identity, task, privilege)) throw permissionDenied(`/nodes/${task.node}, ${privilege}`);
  return task;
}

function noSuchTask() {
  return badParameters({ upid: 'no such task\n' });
}

/** A token sees its own tasks, a user also those of its tokens. */
function maySee(datacenter: Datacenter, identity: Identity, task: TaskRecord, privilege = 'Sys.Audit'): boolean {
  const own = identity.tokenId === undefined ? task.user === identity.userid : fullUser(task) === authUser(identity);
  return own || datacenter.access.has(identity, `/nodes/${task.node}`, [privilege]);
}

function fullUser(task: TaskRecord): string {
  return task.tokenid === undefined ? task.user : `${task.user}!${task.tokenid}`;
}

function outcome(task: TaskRecord): string {
  if (task.exitstatus === 'OK') return 'ok';
  if (task.exitstatus === undefined || task.exitstatus === 'unexpected status') return 'unknown';
  return task.exitstatus.startsWith('WARNINGS: ') ? 'warning' : 'error';
}

function row({ exitstatus, ...task }: TaskRecord) {
  return { ...task, status: exitstatus ?? 'RUNNING' };
}
