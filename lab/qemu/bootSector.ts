/** What the sector prints on the first serial port. */
export const bootSectorSays = 'drover: it runs';

const origin = 0x7c00;
/** Selectors of the flat segments in the sector's own descriptor table. */
const [codeSegment, dataSegment] = [0x08, 0x10];

/**
 * The smallest guest: 512 bytes that a BIOS loads to 0x7C00. It goes into 32-bit protected mode, takes an interrupt there
 * and comes back from it, prints a line on COM1 and halts. Boot loaders and firmware do the same; a KVM without the
 * processor's virtualisation emulates that mode, and KVM's emulator does not know how to come back.
 */
export function bootSector(): Buffer {
  const code = [
    ...[0xfa, 0x31, 0xc0, 0x8e, 0xd8], // cli; xor ax, ax; mov ds, ax
    ...[0x0f, 0x01, 0x16, ...word(origin + 0x68)], // lgdt [gdtr]
    ...[0x0f, 0x01, 0x1e, ...word(origin + 0x6e)], // lidt [idtr]
    ...[0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0], // mov eax, cr0; or al, 1; mov cr0, eax
    ...[0xea, ...word(origin + 0x1c), ...word(codeSegment)], // jmp code:protected
    ...[0x66, 0xb8, ...word(dataSegment), 0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0], // protected: mov ax, data; mov ds/es/ss, ax
    ...[0xbc, ...word(origin), 0, 0], // mov esp, 0x7c00
    ...[0xcd, 0x00, 0xfc], // int 0; cld
    ...[0xbe, ...word(origin + 0x74), 0, 0], // mov esi, text
    ...[0xac, 0x84, 0xc0, 0x74, 0x07], // next: lodsb; test al, al; jz halt
    ...[0x66, 0xba, 0xf8, 0x03, 0xee, 0xeb, 0xf4], // mov dx, 0x3f8; out dx, al; jmp next
    ...[0xfa, 0xf4, 0xeb, 0xfc], // halt: cli; hlt; jmp halt
    0xcf, // 0x43: iret
  ];
  const tables = [
    ...Array(8).fill(0), // 0x48: descriptors: none,
    ...[0xff, 0xff, 0, 0, 0, 0x9a, 0xcf, 0], // code of 4 GiB,
    ...[0xff, 0xff, 0, 0, 0, 0x92, 0xcf, 0], // data of 4 GiB
    ...[...word(origin + 0x43), ...word(codeSegment), 0, 0x8e, 0, 0], // 0x60: gate of interrupt 0
    ...[...word(3 * 8 - 1), ...word(origin + 0x48), 0, 0], // 0x68: gdtr
    ...[...word(8 - 1), ...word(origin + 0x60), 0, 0], // 0x6e: idtr
  ];
  const sector = Buffer.alloc(512);
  Buffer.from(code).copy(sector);
  Buffer.from(tables).copy(sector, 0x48);
  sector.write(`${bootSectorSays}\n`, 0x74, 'latin1');
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function word(value: number): [low: number, high: number] {
  return [value & 0xff, value >> 8];
}
