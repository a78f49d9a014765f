import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { LabFaultRequest } from '../../contract/lab.ts';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { createProxmoxPlatform } from '../../platforms/proxmox/proxmoxPlatform.ts';
import type { PlatformCredentials } from '../../ports/connections.ts';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';

export interface RunningLab {
  lab(): ProxmoxLab;
  /** As the mover: by its API token or by password. */
  credentials(kind?: 'token' | 'password' | 'readonly'): PlatformCredentials;
  /** Closed with the lab. */
  platform(kind?: 'token' | 'password' | 'readonly'): TargetPlatform;
  arm(fault: LabFaultRequest): void;
  /** Requests that the lab has answered, oldest first. */
  requests(): Promise<{ method: string; path: string; status: number }[]>;
}

/** One Proxmox VE lab for a test file. */
export function proxmoxLab(): RunningLab {
  let dir: string;
  let running: ProxmoxLab | undefined;
  const platforms: TargetPlatform[] = [];
  const lab = () => {
    if (running === undefined) throw new Error('The lab runs inside tests only.');
    return running;
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dr-'));
    running = await startProxmoxLab({ dir, refusalDelayMs: 0 });
  });
  afterAll(async () => {
    await Promise.all(platforms.map((platform) => platform.close()));
    await running?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const credentials = (kind: 'token' | 'password' | 'readonly' = 'token'): PlatformCredentials => {
    const { info } = lab();
    const role = kind === 'readonly' ? 'readonly' : 'migrator';
    const found = info.credentials.find(
      (candidate) => candidate.role === role && (candidate.tokenId !== undefined) === (kind === 'token'),
    );
    if (found === undefined) throw new Error(`The lab has no ${kind} login.`);
    return {
      url: info.url,
      fingerprint256: info.fingerprint256,
      username: found.tokenId ?? found.username,
      password: found.password,
    };
  };
  return {
    lab,
    credentials,
    platform: (kind) => {
      const platform = createProxmoxPlatform(credentials(kind));
      platforms.push(platform);
      return platform;
    },
    arm: (fault) => {
      lab().datacenter.faults.arm(fault);
    },
    requests: async () => (await (await fetch(`${lab().info.controlUrl}/requests`)).json()) as never,
  };
}
