import { expect, test } from 'vitest';
import { knownFaults } from '../../lab/proxmox/faults/knownFaults.ts';
import { vsphereFaults } from '../../lab/vsphere/knownFaults.ts';
import { codeRows, readDocument } from './documents.ts';

const [, vsphere = '', proxmox = '', lists = ''] = readDocument('docs/faults.md').split(/^## .*$/m);
const labs = [
  { lab: 'vsphere', text: vsphere, known: Object.keys(vsphereFaults), others: Object.keys(knownFaults) },
  { lab: 'proxmox', text: proxmox, known: Object.keys(knownFaults), others: Object.keys(vsphereFaults) },
];
/** How a test gets hold of a lab. */
const uses: Record<string, RegExp> = {
  vsphere: /useVsphereLab|\bvsphere\.(info|world)\b/,
  proxmox: /proxmoxLab\(|\bproxmox\.(info|datacenter)\b/,
};

test.each(labs)('docs/faults.md lists the faults that the $lab lab knows, and no others', ({ text, known }) => {
  const listed = codeRows(text).map(([name]) => name);
  expect(listed.toSorted()).toEqual(known.toSorted());
});

test.each(labs)('the test that it names for a fault of the $lab lab uses that fault', ({ lab, text, others }) => {
  const rows = [...text.matchAll(/^\| `([a-z0-9-]+)` .*\]\(\.\.\/(test\/\S+\.ts)\) +\|$/gm)];
  expect(rows).toHaveLength(codeRows(text).length);
  const wrong = rows.filter(([, fault = '', file = '']) => {
    const source = readDocument(file);
    const inLabs = Object.keys(uses).filter((name) => uses[name]?.test(source));
    // Where both labs know the name, only a test with one lab tells which one it is.
    const clear = others.includes(fault) ? inLabs.length === 1 : true;
    // A test of the lab alone says nothing about Drover.
    return file.startsWith('test/lab/') || !source.includes(`'${fault}'`) || !inLabs.includes(lab) || !clear;
  });
  expect(wrong.map(([, fault, file]) => `${fault} in ${file}`)).toEqual([]);
});

test('there are at least sixty faults', () => {
  expect(labs.flatMap(({ known }) => known).length).toBeGreaterThanOrEqual(60);
});

test('the faults that show what is known to go wrong are there, and each item has one or says why not', () => {
  const rows = [...lists.matchAll(/^\| (?!What|No\.|-)(.*) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
  const known = labs.flatMap((lab) => lab.known);
  const told = rows.map((cells) => cells.at(-1) ?? '');
  expect(told.filter((cell) => cell.trim() === '')).toEqual([]);
  const names = told.flatMap((cell) =>
    [...cell.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, name]) => name ?? ''),
  );
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !names.includes(name))).toEqual([]);
  const numbers = rows.filter((cells) => cells.length === 3).map(([number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
});
