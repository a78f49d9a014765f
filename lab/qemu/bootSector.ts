/** What the sector prints on the first serial port. */
export const bootSectorSays = 'drover: it runs';

/** The smallest guest: 512 bytes that a BIOS loads to 0x7C00, print a line on COM1 and halt. */
export function bootSector(): Buffer {
  const code = [
    ...[0x31, 0xc0, 0x8e, 0xd8, 0xfc], // xor ax, ax; mov ds, ax; cld
    ...[0xbe, 0x17, 0x7c], // mov si, 0x7c17: the text
    ...[0xac, 0x84, 0xc0, 0x74, 0x06], // next: lodsb; test al, al; jz halt
    ...[0xba, 0xf8, 0x03, 0xee, 0xeb, 0xf5], // mov dx, 0x3f8; out dx, al; jmp next
    ...[0xfa, 0xf4, 0xeb, 0xfc], // halt: cli; hlt; jmp halt
  ];
  const sector = Buffer.alloc(512);
  Buffer.from(code).copy(sector);
  sector.write(`${bootSectorSays}\n`, code.length, 'latin1');
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
