import { describe, expect, it } from 'vitest';
import { machineArguments } from './commandLine.ts';

function lines(options: Record<string, string>): string[] {
  return machineArguments({
    vmid: 100,
    options,
    resolve: (volid) => ({ path: `/dev/pve/${volid.split(':')[1]}`, format: 'raw' }),
    scratchVars: '/run/efivars.fd',
  });
}

const vars = /if=pflash,unit=1,format=raw,file\.locking=off,file=([^,]+),size=540672/;

describe('QEMU arguments', () => {
  it('keep VMware hardware', () => {
    const args = lines({
      scsihw: 'pvscsi',
      scsi0: 'thin:vm-100-disk-0,size=4M',
      scsi1: 'thin:vm-100-disk-1,size=4M',
      net0: 'vmxnet3=00:50:56:00:00:01,bridge=vmbr0',
      boot: 'order=scsi1;net0',
      memory: '8192',
    });
    expect(args).toContain('pvscsi,id=scsihw0');
    expect(args).toContain('scsi-hd,drive=drive-scsi1,id=scsi1,bus=scsihw0.0,scsi-id=1,bootindex=100');
    expect(args).toContain('scsi-hd,drive=drive-scsi0,id=scsi0,bus=scsihw0.0,scsi-id=0');
    expect(args).toContain('vmxnet3,netdev=net0,id=nic-net0,mac=00:50:56:00:00:01,romfile=,bootindex=101');
    expect(args.slice(args.indexOf('-m'), args.indexOf('-m') + 2)).toEqual(['-m', '256']);
  });

  it('give each disk its own controller under virtio-scsi-single', () => {
    const args = lines({
      scsihw: 'virtio-scsi-single',
      scsi0: 'thin:a',
      scsi1: 'thin:b',
      sata2: 'thin:c',
      ide2: 'none,media=cdrom',
    });
    expect(args).toContain('virtio-scsi-pci,id=virtioscsi0');
    expect(args).toContain('virtio-scsi-pci,id=virtioscsi1');
    expect(args).toContain('ide-hd,drive=drive-sata2,id=sata2,bus=ahci0.2');
    expect(args).toContain('ide-cd,drive=drive-ide2,id=ide2,bus=ide.1,unit=0');
    expect(args).toContain('if=none,id=drive-ide2,media=cdrom');
  });

  it('read the firmware variables from the beginning of a larger volume', () => {
    const args = lines({ bios: 'ovmf', machine: 'q35', efidisk0: 'thin:vm-100-disk-9,efitype=4m,pre-enrolled-keys=0' });
    expect(args.find((arg) => vars.test(arg))).toContain('file=/dev/pve/vm-100-disk-9');
    expect(lines({ bios: 'ovmf' }).find((arg) => vars.test(arg))).toContain('file=/run/efivars.fd');
  });

  it('pass identity on', () => {
    const product = Buffer.from('A, B').toString('base64');
    const args = lines({ smbios1: `uuid=4c4c4544-0042-3510-8052-b4c04f4e4d32,product=${product},base64=1` });
    expect(args).toContain('type=1,uuid=4c4c4544-0042-3510-8052-b4c04f4e4d32,product=A,, B');
  });
});
