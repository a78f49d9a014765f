import { expect, test } from 'vitest';
import { knownFaults } from '../../lab/proxmox/faults/knownFaults.ts';
import { vsphereFaults } from '../../lab/vsphere/knownFaults.ts';
import { codeRows, readDocument } from './documents.ts';

const document = readDocument('docs/faults.md');

test('docs/faults.md lists the faults that the labs know, and no others', () => {
  const known = [...Object.keys(vsphereFaults), ...Object.keys(knownFaults)];
  expect(
    codeRows(document)
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(known.toSorted());
});

test('the test that it names for a fault uses that fault', () => {
  const rows = [...document.matchAll(/^\| `([a-z0-9-]+)` .*\]\(\.\.\/(test\/\S+\.ts)\) +\|$/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(rows).toHaveLength(codeRows(document).length);
  const idle = rows.filter(([, fault, file]) => !readDocument(file ?? '').includes(`'${fault}'`));
  expect(idle.map(([, fault, file]) => `${fault} in ${file}`)).toEqual([]);
});
