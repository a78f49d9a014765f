import type { Datacenter } from '../datacenter.ts';
import { memoryMib } from '../qemu/commandLine.ts';
import { agentEnabled } from '../qemu/qemuRuntime.ts';
import { mib, parseSize } from '../storage/sizes.ts';
import { drivesOf, isCdrom } from './drives.ts';

/** A row of `GET /nodes/N/qemu`. */
export async function vmStatusRow(datacenter: Datacenter, node: string, vmid: number) {
  const { options } = datacenter.vms.read(node, vmid);
  const machine = datacenter.runtime.running(vmid);
  const disk = drivesOf(options).find((drive) => !isCdrom(drive) && /^(scsi|virtio|sata|ide)/.test(drive.key));
  const optional: Record<string, string | number> = {};
  if (options['lock'] !== undefined) optional['lock'] = options['lock'];
  if (options['tags'] !== undefined) optional['tags'] = options['tags'];
  if (options['template'] === '1') optional['template'] = 1;
  if (machine) optional['pid'] = machine.pid;
  return {
    vmid,
    ...(options['name'] === undefined ? {} : { name: options['name'] }),
    status: machine ? 'running' : 'stopped',
    cpus: Number(options['cores'] ?? 1) * Number(options['sockets'] ?? 1),
    maxmem: memoryMib(options) * mib,
    maxdisk: parseSize(String(disk?.options['size'] ?? '0')) ?? 0,
    uptime: machine ? Math.floor((Date.now() - machine.startedAt) / 1000) : 0,
    cpu: 0,
    mem: machine ? memoryMib(options) * mib : 0,
    disk: 0,
    netin: 0,
    netout: 0,
    diskread: 0,
    diskwrite: 0,
    ...optional,
  };
}

/** `GET …/status/current`. */
export async function currentStatus(datacenter: Datacenter, node: string, vmid: number) {
  const { options } = datacenter.vms.read(node, vmid);
  const machine = datacenter.runtime.running(vmid);
  return {
    ...(await vmStatusRow(datacenter, node, vmid)),
    qmpstatus: machine ? await machine.qmpStatus() : 'stopped',
    ha: { managed: 0 },
    ...(agentEnabled(options) ? { agent: 1 } : {}),
    ...(Object.keys(options).some((key) => /^serial\d$/.test(key)) ? { serial: 1 } : {}),
    ...(machine ? { 'running-machine': machine.machine, 'running-qemu': '10.1.2' } : {}),
  };
}
