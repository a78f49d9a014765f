import type { MigrationDisk } from '../../../contract/migration.ts';
import type { ComparedHardware, TargetHardware } from '../../../contract/targetHardware.ts';
import type { ComparedRow } from './comparedResult.ts';

type HardwareField = 'firmware' | 'cpus' | 'cpuType' | 'memory' | 'controller' | 'disk' | 'size' | 'boot' | 'nic';

/** The target's hardware beside what was planned, row by row: of what there is on one side alone as well. */
export function comparedHardware(
  { planned, actual }: Pick<ComparedHardware, 'planned' | 'actual'>,
  disks: readonly Pick<MigrationDisk, 'capacityBytes' | 'volume'>[],
): ComparedRow[] {
  const row = (field: HardwareField, of: string | null, wanted: string | null, there: string | null): ComparedRow => ({
    ...{ field, of, planned: wanted, actual: there },
    // Who knows no plan compares nothing; who knows one and finds something that is not in it has found a difference.
    state: planned === null ? 'unplanned' : wanted === there ? 'same' : 'different',
  });
  const plain = (field: HardwareField, print: (hardware: TargetHardware) => string | null) =>
    row(field, null, planned && print(planned), print(actual));
  const slots = [...new Set([...(planned?.disks ?? []), ...actual.disks].map(({ slot }) => slot))];
  const nicSlots = [...new Set([...(planned?.nics ?? []), ...actual.nics].map(({ slot }) => slot))];
  return [
    plain('firmware', ({ firmware, machine }) => `${firmware}, ${machine}`),
    plain('cpus', ({ sockets, coresPerSocket }) => `${sockets * coresPerSocket} (${sockets} × ${coresPerSocket})`),
    plain('cpuType', ({ cpuType }) => cpuType),
    plain('memory', ({ memoryMiB }) => String(memoryMiB * 1024 ** 2)),
    plain('controller', ({ controller }) => controller),
    ...slots.flatMap((slot) => {
      const [wanted, there] = [planned, actual].map((side) => side?.disks.find((disk) => disk.slot === slot));
      const source = disks.find(({ volume }) => volume !== null && volume === there?.volume);
      return [
        row('disk', slot, wanted?.volume ?? null, there?.volume ?? null),
        ...(there?.sizeBytes && source ? [sizeRow(slot, source.capacityBytes, there.sizeBytes)] : []),
      ];
    }),
    plain('boot', ({ bootOrder }) => bootOrder.join(', ')),
    ...nicSlots.map((slot) => {
      const [wanted, there] = [planned, actual].map((side) => side?.nics.find((nic) => nic.slot === slot));
      return row('nic', slot, wanted ? nicText(wanted) : null, there ? nicText(there) : null);
    }),
  ];
}

/** A volume may be larger than its disk: storages round up. */
function sizeRow(slot: string, planned: number, actual: number): ComparedRow {
  const state = actual >= planned ? 'same' : 'different';
  return { field: 'size', of: slot, planned: String(planned), actual: String(actual), state };
}

function nicText({ model, mac, bridge, vlan, connected }: TargetHardware['nics'][number]): string {
  const place = `${bridge ?? '–'}${vlan === null ? '' : `.${vlan}`}`;
  return [model, mac, place, ...(connected ? [] : ['link down'])].join(' ');
}
