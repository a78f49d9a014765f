import { DroverError } from '../../../contract/errors.ts';
import type { ImportRequest, TargetVm, TargetVolume } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { parseProperties, printProperties } from '../vm/propertyString.ts';
import { readConfig, type VmConfig, writeConfig } from '../vm/vmConfig.ts';
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
    await deleteFormer(client, vm, formerImport(before, key), signal);
  }
  const volume = attachedVolume(await readConfig(client, vm, signal), key);
  if (volume === undefined) {
    throw new DroverError('platform.protocol', `VM ${vm.vmid} has no ${key} after the import of ${request.image}.`);
  }
  return await describeVolume(client, vm.node, volume, signal);
}

/** A disk whose place was taken by newer bytes is kept as `unusedN` by the server, but nobody wants it any more. */
async function deleteFormer(
  client: ProxmoxClient,
  vm: TargetVm,
  former: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const config = await readConfig(client, vm, signal);
  const key = Object.keys(config).find((name) => /^unused\d+$/.test(name) && attachedVolume(config, name) === former);
  if (former === undefined || key === undefined) return;
  await writeConfig(
    client,
    vm,
    {
      purpose: `deleting the former volume ${former}`,
      change: { delete: key },
      made: (now) => now[key] === undefined,
    },
    signal,
  );
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
