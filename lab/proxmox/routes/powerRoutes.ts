import { die } from '../http/apiError.ts';
import type { Call, Route } from '../http/route.ts';
import { optionalBoolean } from '../schema/formats.ts';
import { flag, integer, optionalInteger, text } from '../schema/params.ts';
import type { ParamSchemas } from '../schema/types.ts';
import type { Worker } from '../tasks/task.ts';
import { currentStatus } from '../vm/vmStatus.ts';
import { vmPath } from './vmSchema.ts';

const status = '/nodes/{node}/qemu/{vmid}/status';
const timeoutParam = { type: 'integer', optional: true, minimum: 0 } as const;

export const powerRoutes: Route[] = [
  {
    method: 'GET',
    path: `${status}/current`,
    permission: { path: '/vms/{vmid}', privileges: ['VM.Audit'] },
    parameters: vmPath,
    handler: ({ datacenter, params }) => currentStatus(datacenter, text(params, 'node'), integer(params, 'vmid')),
  },
  power('start', 'qmstart', { timeout: timeoutParam, skiplock: optionalBoolean }, ({ datacenter, params }) => {
    const vmid = integer(params, 'vmid');
    return (task) => datacenter.runtime.start(vmid, task);
  }),
  power(
    'stop',
    'qmstop',
    { timeout: timeoutParam, 'overrule-shutdown': optionalBoolean, skiplock: optionalBoolean },
    (call) => {
      const vmid = integer(call.params, 'vmid');
      return async (task) => {
        task.progress(0);
        await call.datacenter.runtime.stop(vmid);
      };
    },
  ),
  power(
    'shutdown',
    'qmshutdown',
    { timeout: timeoutParam, forceStop: optionalBoolean, skiplock: optionalBoolean },
    (call) => {
      const { datacenter, params } = call;
      const vmid = integer(params, 'vmid');
      const seconds = optionalInteger(params, 'timeout') ?? 60;
      return async (task) => {
        task.progress(0);
        await datacenter.runtime.shutdown(vmid, { seconds, force: flag(params, 'forceStop'), signal: task.signal });
      };
    },
  ),
  power('reset', 'qmreset', { skiplock: optionalBoolean }, (call) => runningOnly(call, 'system_reset')),
  power('suspend', 'qmsuspend', { skiplock: optionalBoolean }, (call) => runningOnly(call, 'stop')),
  power('resume', 'qmresume', { nocheck: optionalBoolean, skiplock: optionalBoolean }, (call) =>
    runningOnly(call, 'cont'),
  ),
  power('reboot', 'qmreboot', { timeout: timeoutParam }, (call) => {
    const { datacenter, params } = call;
    const vmid = integer(params, 'vmid');
    if (!datacenter.runtime.isRunning(vmid)) throw die(`VM ${vmid} not running`);
    return async (task) => {
      const seconds = optionalInteger(params, 'timeout') ?? 60;
      await datacenter.runtime.shutdown(vmid, { seconds, force: false, signal: task.signal });
      await datacenter.runtime.start(vmid, task);
    };
  }),
];

/** A power call: `prepare` may refuse at once, the worker it returns runs as a task. */
function power(word: string, type: string, parameters: ParamSchemas, prepare: (call: Call) => Worker): Route {
  return {
    method: 'POST',
    path: `${status}/${word}`,
    permission: { path: '/vms/{vmid}', privileges: ['VM.PowerMgmt'] },
    parameters: { ...vmPath, ...parameters },
    handler: (call) => {
      const { datacenter, identity, params } = call;
      const node = text(params, 'node');
      const vmid = integer(params, 'vmid');
      const config = datacenter.vms.read(node, vmid);
      const worker = prepare(call);
      return datacenter.tasks.start({ node, type, id: String(vmid), identity }, async (task) => {
        if (word !== 'stop') datacenter.vms.assertUnlocked(vmid, config);
        await worker(task);
      });
    },
  };
}

function runningOnly(call: Call, command: 'system_reset' | 'stop' | 'cont'): Worker {
  const vmid = integer(call.params, 'vmid');
  if (!call.datacenter.runtime.isRunning(vmid)) throw die(`VM ${vmid} not running`);
  return () => call.datacenter.runtime.command(vmid, command);
}
