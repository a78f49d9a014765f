import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../../contract/errors.ts';
import type { VmDefinition } from '../../../domain/vmDefinition.ts';
import type { TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { isOutcomeUnknown } from '../tasks/runTask.ts';
import { configDifference } from './configDifference.ts';
import { hardwareOf } from './hardware.ts';
import { carriesMark } from './migrationMark.ts';
import { printProperties } from './propertyString.ts';
import { type ConfigChange, readConfig, type VmConfig, writeConfig } from './vmConfig.ts';

const attempts = 6;
const firstPauseMs = 200;

/**
 * Makes the VM's configuration equal to the definition: sets what differs and drops surplus disks and networks.
 * The digest makes sure that nobody else's change in between is overwritten; then it reads and decides again.
 */
export async function define(
  client: ProxmoxClient,
  vm: TargetVm,
  definition: VmDefinition,
  signal: AbortSignal,
): Promise<void> {
  const hardware = hardwareOf(definition);
  let written = '';
  for (let attempt = 1; ; attempt += 1) {
    const config = await readConfig(client, vm, signal);
    refuseForeign(config, vm, definition.migrationId);
    const wanted = { ...hardware, ...efiVariables(config, definition) };
    const change = configDifference(config, wanted);
    // What is still different after it was written is only spelled differently by the server.
    if (Object.keys(change).length === 0 || JSON.stringify(change) === written) return;
    try {
      await writeConfig(
        client,
        vm,
        {
          purpose: `setting the hardware of VM ${vm.vmid}`,
          change: { ...change, digest: String(config['digest']) },
          made: (now) => Object.keys(configDifference(now, wanted)).length === 0,
        },
        signal,
      );
      written = JSON.stringify(change);
    } catch (error) {
      if (!(isRace(error) || isOutcomeUnknown(error)) || attempt >= attempts) throw error;
      await delay(firstPauseMs * attempt, undefined, { signal });
    }
    if (attempt >= attempts) {
      throw new DroverError('platform.conflict', `The configuration of VM ${vm.vmid} keeps changing under us.`);
    }
  }
}

/** Allocated once: the guest's boot entries live in them. */
function efiVariables(config: VmConfig, definition: VmDefinition): ConfigChange {
  if (definition.firmware !== 'uefi') return {};
  const existing = config['efidisk0'];
  if (existing !== undefined) return { efidisk0: existing };
  return {
    efidisk0: printProperties(`${definition.efiStorage}:1`, {
      efitype: '4m',
      // Secure Boot without Microsoft's keys would refuse every guest that had it on.
      'pre-enrolled-keys': definition.secureBoot ? 1 : 0,
    }),
  };
}

function refuseForeign(config: VmConfig, vm: TargetVm, migrationId: string): void {
  if (carriesMark(config, migrationId)) return;
  throw new DroverError('platform.conflict', `VM ${vm.vmid} does not belong to migration ${migrationId}.`, {
    evidence: [`tags: ${config['tags'] ?? 'none'}`],
  });
}

function isRace(error: unknown): boolean {
  return (
    error instanceof DroverError &&
    /file change by other user|modified configuration/i.test([error.message, ...error.evidence].join('\n'))
  );
}
