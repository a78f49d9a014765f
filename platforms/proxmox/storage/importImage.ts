import { DroverError } from '../../../contract/errors.ts';
import type { ImportRequest, TargetVm, TargetVolume } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { parseProperties, printProperties } from '../vm/propertyString.ts';
import { diskKey, readConfig, type VmConfig, writeConfig } from '../vm/vmConfig.ts';
import { describeVolume } from './describeVolume.ts';

/** What an import leaves in the VM's description, so that a second call knows which bytes a disk came from. */
function provenance(key: string, request: ImportRequest): string {
  return `${provenancePrefix(key)}${request.sha256 ?? request.image}`;
}

function provenancePrefix(key: string): string {
  return `drover import ${key} `;
}

/**
 * Imports a staged image as a volume of the VM and leaves it attached as `scsi<index>`, from where `define` moves it to
 * its place. The configuration is written only once the import is complete, so a key that is there is a whole disk.
 */
export async function importImage(
  client: ProxmoxClient,
  vm: TargetVm,
  request: ImportRequest,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<TargetVolume> {
  const key = `scsi${request.index}`;
  const line = provenance(key, request);
  const before = await readConfig(client, vm, signal);
  if (!isImported(before, key, line)) {
    const others = String(before['description'] ?? '')
      .split('\n')
      .filter((text) => !text.startsWith(provenancePrefix(key)));
    await writeConfig(
      client,
      vm,
      {
        purpose: `importing ${request.image} as disk ${request.index} of VM ${vm.vmid}`,
        change: {
          [key]: printProperties(`${request.storage}:0`, { 'import-from': request.image, format: request.format }),
          description: [...others, line].join('\n').trim(),
        },
        made: (config) => isImported(config, key, line),
        progress,
        stopOnAbort: true,
      },
      signal,
    );
    await deleteVolume(client, vm, formerImport(before, key), { sparing: key }, signal);
  }
  // After `define` nothing in the configuration tells it from other disks; a call that died in between comes again.
  await deleteVolume(client, vm, request.replaces, { sparing: key }, signal);
  const volume = attachedVolume(await readConfig(client, vm, signal), key);
  if (volume === undefined) {
    throw new DroverError('platform.protocol', `VM ${vm.vmid} has no ${key} after the import of ${request.image}.`);
  }
  return await describeVolume(client, vm.node, volume, signal);
}

/** A disk that is taken off its place, or whose place is taken, is kept as `unusedN` by the server until that is deleted. */
async function deleteVolume(
  client: ProxmoxClient,
  vm: TargetVm,
  volume: string | undefined,
  { sparing }: { sparing: string },
  signal: AbortSignal,
): Promise<void> {
  if (volume === undefined) return;
  // Off its place, then out of the unused ones.
  for (let step = 0; step < 2; step += 1) {
    const config = await readConfig(client, vm, signal);
    const holds = (name: string) => attachedVolume(config, name) === volume;
    const key = Object.keys(config).find((name) => (diskKey.test(name) || /^unused\d+$/.test(name)) && holds(name));
    if (key === undefined || key === sparing) return;
    await writeConfig(
      client,
      vm,
      {
        purpose: `deleting the former volume ${volume}`,
        change: { delete: key },
        made: (now) => attachedVolume(now, key) !== volume,
      },
      signal,
    );
  }
}

/** Without its line the place was given out anew by `define`, and what is there may be another disk. */
function formerImport(config: VmConfig, key: string): string | undefined {
  const lines = String(config['description'] ?? '').split('\n');
  return lines.some((line) => line.startsWith(provenancePrefix(key))) ? attachedVolume(config, key) : undefined;
}

function isImported(config: VmConfig, key: string, line: string): boolean {
  const lines = String(config['description'] ?? '').split('\n');
  return attachedVolume(config, key) !== undefined && lines.some((text) => text.trim() === line);
}

function attachedVolume(config: VmConfig, key: string): string | undefined {
  const drive = config[key];
  return typeof drive === 'string' ? parseProperties(drive, 'file').get('file') : undefined;
}
