import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { LabInfo } from '../../contract/lab.ts';
import { DemoError } from './demoError.ts';

/** The Proxmox VE lab as an operator uses it, past the product: by its API, with its token, over its certificate. */
export interface TargetLab {
  /** `path` is below `/api2/json`. */
  get<T>(path: string): Promise<T>;
  /** A call that begins a task, to its good end. */
  task(method: 'POST' | 'DELETE', path: string): Promise<void>;
}

/** Of a VM that shuts down or a volume that is freed, under emulation on a busy machine. */
const taskPatienceMs = 120_000;

export function targetLab(lab: LabInfo): TargetLab {
  const get = <T>(path: string) => call<T>(lab, 'GET', path);
  return {
    get,
    async task(method, path) {
      const upid = await call<string>(lab, method, path);
      const node = upid.split(':')[1] ?? '';
      const deadline = performance.now() + taskPatienceMs;
      for (;;) {
        const state = await get<{ status: string; exitstatus?: string }>(
          `/nodes/${node}/tasks/${encodeURIComponent(upid)}/status`,
        );
        if (state.status === 'stopped' && state.exitstatus === 'OK') return;
        if (state.status === 'stopped' || performance.now() > deadline) {
          const how = state.exitstatus ?? `no end within ${taskPatienceMs / 1000} s`;
          throw new DemoError(`${method} ${path} failed in the Proxmox VE lab: ${how}`, 'Look at the log of that lab.');
        }
        await wait(200);
      }
    },
  };
}

async function call<T>(lab: LabInfo, method: string, path: string): Promise<T> {
  const token = lab.credentials.find(({ role, tokenId }) => role === 'migrator' && tokenId !== undefined);
  const headers = { authorization: `PVEAPIToken=${token?.tokenId}=${token?.password}` };
  const options = { method, headers, ca: await pinnedCertificate(lab), agent: false as const };
  return new Promise((resolve, reject) => {
    const sent = request(`${lab.url}/api2/json${path}`, options, (answer) => {
      text(answer).then((body) => {
        if (answer.statusCode === 200) resolve((JSON.parse(body) as { data: T }).data);
        else reject(refusal(`${answer.statusCode} ${answer.statusMessage}`, `${method} ${path}`));
      }, reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function refusal(status: string, what: string): DemoError {
  return new DemoError(`The Proxmox VE lab answered ${status} to ${what}.`, 'Look at its log.');
}

/** The certificate that the lab shows now, if it is the one that it told of. PEM. */
function pinnedCertificate(lab: LabInfo): Promise<string> {
  const { hostname, port } = new URL(lab.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate?.fingerprint256 === lab.fingerprint256) resolve(certificate.toString());
      else reject(new Error(`${lab.url} shows another certificate than its lab told of.`));
    });
    socket.on('error', reject);
  });
}
