import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTable } from './readTable.ts';

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cell = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => text.trim().normalize('NFC'))
  .filter(Boolean);

test('what was written is read, with any quotes, separators and scripts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('', '\uFEFF'),
      (rows, separator, newline, mark) => {
        const lines = [['name', 'storage'], ...rows].map((cells) => cells.map(quoted).join(separator));
        const { columns, rows: read } = readTable(mark + lines.join(newline));
        expect(columns).toEqual(['name', 'storage']);
        expect(read.map(({ cells }) => [cells.name, cells.storage])).toEqual(rows);
        expect(read.every(({ broken }) => !broken)).toBe(true);
      },
    ),
  );
});

test('lines are those of the file, although cells hold lines and lines are empty', () => {
  const { rows, ignored, columns } = readTable('VM,VM ID,Annotation\n\n"a\nb",vm-1,x\n\nc,vm-2,y\n');
  expect(rows.map(({ line, cells }) => [line, cells.ref])).toEqual([
    [3, 'vm-1'],
    [6, 'vm-2'],
  ]);
  expect([columns, ignored]).toEqual([['name', 'ref'], ['Annotation']]);
});

test('rows that cannot be read are marked, and nonsense throws nothing', () => {
  const { rows } = readTable('name,storage\nweb,ceph,more\ndb,ceph\n"open,ceph\n');
  expect(rows.map(({ line, broken }) => [line, broken])).toEqual([
    [2, true],
    [3, false],
    [4, true],
  ]);
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\0', 'a', '中') }),
      (text) => void readTable(text),
    ),
  );
});
