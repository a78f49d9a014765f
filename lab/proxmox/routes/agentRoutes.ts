import { type GuestAgent, GuestAgentError } from '../../qemu/guestAgent.ts';
import { die } from '../http/apiError.ts';
import type { Call, Permission, Route } from '../http/route.ts';
import { agentEnabled } from '../qemu/qemuRuntime.ts';
import { integer, optionalText, text } from '../schema/params.ts';
import type { ParamSchemas } from '../schema/types.ts';
import { vmPath } from './vmSchema.ts';

const agentPath = '/nodes/{node}/qemu/{vmid}/agent';
const pingTimeoutMs = 3_000;

export const agentRoutes: Route[] = [
  agentCall('POST', 'ping', 'Audit', {}, async (agent) => {
    await agent.ping(pingTimeoutMs);
    return {};
  }),
  agentCall('GET', 'info', 'Audit', {}, (agent) => agent.info()),
  agentCall('GET', 'get-osinfo', 'Audit', {}, (agent) => agent.osInfo()),
  agentCall('GET', 'get-host-name', 'Audit', {}, (agent) => agent.execute('guest-get-host-name')),
  agentCall('GET', 'get-fsinfo', 'Audit', {}, (agent) => agent.execute('guest-get-fsinfo')),
  agentCall('GET', 'network-get-interfaces', 'Audit', {}, (agent) => agent.interfaces()),
  agentCall('POST', 'fsfreeze-status', 'FileSystemMgmt', {}, (agent) => agent.execute('guest-fsfreeze-status')),
  agentCall('POST', 'fsfreeze-freeze', 'FileSystemMgmt', {}, (agent) => agent.freeze()),
  agentCall('POST', 'fsfreeze-thaw', 'FileSystemMgmt', {}, (agent) => agent.thaw()),
  agentCall('POST', 'fstrim', 'FileSystemMgmt', {}, (agent) => agent.execute('guest-fstrim')),
  {
    ...agentCall('POST', 'exec', 'Unrestricted', execParameters(), execute),
    handler: (call) => withAgent(call, (agent) => execute(agent, call)),
  },
  {
    ...agentCall('GET', 'exec-status', 'Unrestricted', { pid: { type: 'integer' } }, execStatus),
    handler: (call) => withAgent(call, (agent) => execStatus(agent, call)),
  },
  {
    ...agentCall('GET', 'file-read', 'FileRead', { file: { type: 'string' } }, fileRead),
    handler: (call) => withAgent(call, (agent) => fileRead(agent, call)),
  },
];

function execParameters(): ParamSchemas {
  return { command: { type: 'array' }, 'input-data': { type: 'string', optional: true, maxLength: 65_536 } };
}

function agentCall(
  method: 'GET' | 'POST',
  word: string,
  privilege: string,
  parameters: ParamSchemas,
  work: (agent: GuestAgent, call: Call) => Promise<unknown>,
): Route {
  const permission: Permission = {
    path: '/vms/{vmid}',
    privileges: [`VM.GuestAgent.${privilege}`, 'VM.GuestAgent.Unrestricted'],
    any: true,
  };
  return {
    method,
    path: `${agentPath}/${word}`,
    permission,
    parameters: { ...vmPath, ...parameters },
    handler: async (call) => ({ result: await withAgent(call, (agent) => work(agent, call)) }),
  };
}

/** @throws ApiError 500 for each way in which there is no agent to talk to. */
async function withAgent<Result>(
  { datacenter, params }: Call,
  work: (agent: GuestAgent) => Promise<Result>,
): Promise<Result> {
  const vmid = integer(params, 'vmid');
  const { options } = datacenter.vms.read(text(params, 'node'), vmid);
  if (!agentEnabled(options)) throw die('No QEMU guest agent configured');
  const machine = datacenter.runtime.running(vmid);
  if (!machine) throw die(`VM ${vmid} is not running`);
  const silent = die('QEMU guest agent is not running');
  if (datacenter.faults.strike('agent-silent', { vmid })) throw silent;
  try {
    await machine.agent.ping(pingTimeoutMs);
    return await work(machine.agent);
  } catch (error) {
    if (error instanceof GuestAgentError)
      throw error.code === 'no-answer' ? silent : die(`Agent error: ${error.message}`);
    throw error;
  }
}

async function execute(agent: GuestAgent, { params }: Call): Promise<unknown> {
  const given = params['command'];
  const [path = '', ...arg] = Array.isArray(given) ? given : [];
  const input = optionalText(params, 'input-data');
  return agent.execute('guest-exec', {
    path,
    arg,
    'capture-output': true,
    ...(input === undefined ? {} : { 'input-data': Buffer.from(input).toString('base64') }),
  });
}

interface ExecStatus {
  exited: boolean;
  exitcode?: number;
  signal?: number;
  'out-data'?: string;
  'err-data'?: string;
}

async function execStatus(agent: GuestAgent, { params }: Call): Promise<unknown> {
  const status = (await agent.execute('guest-exec-status', { pid: integer(params, 'pid') })) as ExecStatus;
  const decoded = (data: string): string => Buffer.from(data, 'base64').toString('utf8');
  return {
    ...status,
    exited: status.exited ? 1 : 0,
    ...(status['out-data'] === undefined ? {} : { 'out-data': decoded(status['out-data']) }),
    ...(status['err-data'] === undefined ? {} : { 'err-data': decoded(status['err-data']) }),
  };
}

async function fileRead(agent: GuestAgent, { params }: Call): Promise<unknown> {
  const handle = await agent.execute('guest-file-open', { path: text(params, 'file'), mode: 'r' });
  try {
    const part = (await agent.execute('guest-file-read', { handle, count: 1024 * 1024 })) as { 'buf-b64': string };
    const content = Buffer.from(part['buf-b64'], 'base64').toString('utf8');
    return { content, 'bytes-read': content.length };
  } finally {
    await agent.execute('guest-file-close', { handle });
  }
}
