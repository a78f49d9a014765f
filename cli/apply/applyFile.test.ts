import { expect, test } from 'vitest';
import { parseApplyFile } from './applyFile.ts';

const head = `presets:
  - name: p
    source: vcenter
    target: pve
    storage: local
`;

test('a file has the defaults of the API, and VMs by name alone or with what they have of their own', () => {
  const plans = 'plans:\n  - name: w\n    preset: p\n    vms:\n      - web\n      - { vm: db, strategy: cold }\n';
  const { presets, plans: read } = parseApplyFile(head + plans, 'plan.yaml');
  expect(presets).toMatchObject([{ node: null, networks: [], hardware: { nic: 'keep' } }]);
  expect(read).toMatchObject([
    { settings: { strategy: 'warm' }, vms: [{ vm: 'web' }, { vm: 'db', strategy: 'cold' }] },
  ]);
  expect(parseApplyFile('', 'empty.yaml')).toEqual({ presets: [], plans: [], schedules: [] });
});

test.each([
  ['a word that nobody knows', `${head}    storrage: x\n`, /^plan\.yaml:2:5: presets\.0: .*storrage/],
  ['a value that does not fit', `${head}    networks: [{ network: n, bridge: b, vlan: 9999 }]\n`, /:6:47: .*vlan/],
  ['something missing', 'plans:\n  - name: w\n    vms: []\n', /:2:5: plans\.0\.preset/],
  ['no YAML', 'plans: [', /^plan\.yaml: .*line 1/s],
  ['no file of this kind', '- 1\n', /^plan\.yaml:1:1: the file/],
])('%s is told with its place', (_, text, expected) => {
  expect(() => parseApplyFile(text, 'plan.yaml')).toThrow(expected);
});

test('every mistake is told, not only the first', () => {
  const text = 'plans:\n  - { name: a, preset: p, vms: [{ vm: x, strategy: fast }] }\n  - { name: b }\n';
  expect(() => parseApplyFile(text, 'plan.yaml')).toThrow(/strategy.*plans\.1\.preset.*plans\.1\.vms/s);
});
