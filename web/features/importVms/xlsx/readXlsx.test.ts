import { strToU8, type Zippable, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { tableOf } from '../tableOf.ts';
import { readXlsx } from './readXlsx.ts';

const workbook = (...sheets: string[]) =>
  `<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets>${sheets
    .map((name, index) => `<x:sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('')}</x:sheets></x:workbook>`;
const relations = (count: number) =>
  `<Relationships>${Array.from(
    { length: count },
    (_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`,
  ).join('')}</Relationships>`;
const archive = (entries: Record<string, string>) =>
  new Blob([
    zipSync(
      Object.fromEntries(Object.entries(entries).map(([path, text]) => [path, strToU8(text)])) as Zippable,
    ) as Uint8Array<ArrayBuffer>,
  ]);
const book = (sheet: string, more: Record<string, string> = {}) =>
  archive({
    // As some programs do: the sheet stands before what it refers to.
    'xl/worksheets/sheet1.xml': '<worksheet/>',
    'xl/worksheets/sheet2.xml': sheet,
    'xl/workbook.xml': workbook('vSummary', 'vInfo'),
    'xl/_rels/workbook.xml.rels': relations(2),
    ...more,
  });
const fault = (file: Blob, limit?: number) =>
  readXlsx(file, limit).then(
    () => null,
    (error) => error.fault,
  );

test('cells of every kind are read from the sheet of RVTools, by their place, with the lines of the sheet', async () => {
  const shared = '<sst><si><t>VM</t></si><si><r><t>資料</t></r><rPh><t>no</t></rPh><r><t>庫 &amp; 1</t></r></si></sst>';
  const sheet = `<x:worksheet xmlns:x="m"><x:sheetData>
    <x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="C1" t="inlineStr"><x:is><x:t>VM ID</x:t></x:is></x:c></x:row>
    <x:row r="2"/>
    <x:row r="5"><x:c r="A5" t="s"><x:v>1</x:v></x:c><x:c r="B5"><x:f>1+1</x:f><x:v>2</x:v></x:c>
      <x:c r="AA5" t="str"><x:v>a_x000D_b</x:v></x:c></x:row>
    <x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
  const { sheet: name, rows } = await readXlsx(book(sheet, { 'xl/sharedStrings.xml': shared }));
  expect(name).toBe('vInfo');
  expect(rows.map(({ line }) => line)).toEqual([1, 5, 6]);
  expect(rows[0]?.cells).toEqual(['VM', '', 'VM ID']);
  expect(rows[1]?.cells.filter(Boolean)).toEqual(['資料庫 & 1', '2', 'a\rb']);
  expect(rows[1]?.cells.indexOf('a\rb')).toBe(26);
  expect(rows[2]?.cells).toEqual(['7']);
});

test('an archive that unpacks to more than the limit is left at the limit, whatever it says of its size', async () => {
  const bomb = book(
    `<worksheet><sheetData><row><c><v>${'9'.repeat(5 * 1024 ** 2)}</v></c></row></sheetData></worksheet>`,
  );
  expect(bomb.size).toBeLessThan(50_000);
  expect(await fault(bomb, 2 * 1024 ** 2)).toBe('unpackedTooLarge');
  const bytes = new Uint8Array(await bomb.arrayBuffer());
  // Sizes of the local headers are what the format calls unknown, and lies at that.
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length - 30; at += 1) {
    if (view.getUint32(at, true) === 0x04034b50) view.setUint32(at + 22, 10, true);
  }
  expect(await fault(new Blob([bytes]), 2 * 1024 ** 2)).toBe('unpackedTooLarge');
});

test('what is no workbook is told as what it is', async () => {
  expect(await fault(new Blob(['VM,VM ID']))).toBe('notXlsx');
  expect(await fault(new Blob([new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0])]))).toBe('oldOrLocked');
  expect(await fault(archive({ 'readme.txt': 'no' }))).toBe('noSheet');
  expect(await fault(book('<worksheet><row></worksheet>'))).toBe('notXlsx');
  const entity = '<!DOCTYPE a [<!ENTITY b "boom">]><worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>';
  expect(await fault(book(entity))).toBe('notXlsx');
  const whole = new Uint8Array(await book('<worksheet/>').arrayBuffer());
  for (let length = 4; length < whole.length; length += 37) {
    const told = await fault(new Blob([whole.slice(0, length)]));
    expect([null, 'notXlsx', 'noSheet']).toContain(told);
  }
});

test('while many rows are read, the page has its turns', async () => {
  const wide = Array.from({ length: 12 }, (_, column) => `<c t="inlineStr"><is><t>column ${column}</t></is></c>`).join(
    '',
  );
  const lines = Array.from({ length: 4000 }, (_, row) => `<row><c t="str"><v>vm-${row}</v></c>${wide}</row>`);
  const file = book(
    `<worksheet><sheetData><row><c t="str"><v>VM</v></c></row>${lines.join('')}</sheetData></worksheet>`,
  );
  let turns = 0;
  let running = true;
  const count = () => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  const { rows } = await readXlsx(file);
  running = false;
  expect(tableOf(rows).rows).toHaveLength(4000);
  expect(turns).toBeGreaterThan(6);
});
