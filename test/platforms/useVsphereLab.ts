import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { startVsphereLab, type VsphereLab } from '../../lab/vsphere/lab.ts';
import type { Machine } from '../../lab/vsphere/machines/machine.ts';
import type { VsphereSettings } from '../../lab/vsphere/settings.ts';
import { createVspherePlatform } from '../../platforms/vsphere/vspherePlatform.ts';
import type { PlatformCredentials } from '../../ports/connections.ts';
import type { SourcePlatform } from '../../ports/sourcePlatform.ts';

type Role = 'administrator' | 'migrator' | 'readonly';

export interface VsphereLabForTests {
  lab: VsphereLab;
  platform: SourcePlatform;
  credentials(role: Role): PlatformCredentials;
  /** The simulated machine itself, for what no client can see or do. */
  machine(name: string): Machine;
  arm(name: string, match?: Record<string, string | number>, count?: number): void;
}

/** A simulated vCenter for the calling file. Call it in `beforeAll`. */
export async function useVsphereLab(settings: Partial<VsphereSettings> = {}): Promise<VsphereLabForTests> {
  const dir = mkdtempSync(join(tmpdir(), 'dr-'));
  const lab = await startVsphereLab({ dir, settings });
  const credentials = (role: Role): PlatformCredentials => {
    const login = lab.info.credentials.find((one) => one.role === role);
    if (login === undefined) throw new Error(`no ${role}`);
    const { username, password } = login;
    return { url: lab.info.url, fingerprint256: lab.info.fingerprint256, username, password };
  };
  const platform = createVspherePlatform(credentials('migrator'));
  afterAll(async () => {
    await platform.close();
    await lab.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    lab,
    platform,
    credentials,
    machine: (name) => {
      const found = [...lab.world.machines.values()].find((machine) => machine.name === name);
      if (found === undefined) throw new Error(`no machine ${name}`);
      return found;
    },
    arm: (name, match = {}, count = 1) => {
      lab.world.faults.arm({ name, match, count });
    },
  };
}
