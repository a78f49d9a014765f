import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CliError } from './exitCode.ts';
import { type PlanOptions, planInput } from './planInput.ts';

const dir = mkdtempSync(join(tmpdir(), 'dr-'));
afterAll(() => rmSync(dir, { recursive: true }));
const ends = { source: 'src', vm: 'vm-101', target: 'dst' };

describe('a plan from options', () => {
  test('has the ends, the storage and the defaults', () => {
    expect(planInput(ends, { storage: 'local' })).toMatchObject({
      source: { connectionId: 'src', vm: 'vm-101' },
      target: { connectionId: 'dst', storage: 'local' },
      strategy: 'warm',
      cutover: { mode: 'manual' },
    });
  });

  test('maps disks and networks', () => {
    const options = {
      storage: 'local',
      disk: ['6000C29e-1=thin:raw', '6000C29e-2=nas'],
      network: ['VM Network=vmbr1:20'],
    };
    expect(planInput(ends, options)).toMatchObject({
      disks: [
        { diskId: '6000C29e-1', storage: 'thin', format: 'raw' },
        { diskId: '6000C29e-2', storage: 'nas' },
      ],
      networks: [{ network: 'VM Network', bridge: 'vmbr1', vlan: 20 }],
    });
  });

  test.each([
    ['auto', { mode: 'auto' }],
    ['auto:30', { mode: 'auto', downtimeBudgetSeconds: 30 }],
    ['2026-01-31T02:00:00Z', { mode: 'at', at: '2026-01-31T02:00:00.000Z' }],
  ])('takes --cutover %s', (text, expected) => {
    expect(planInput(ends, { storage: 'local', cutover: text }).cutover).toEqual(expected);
  });

  const window = '2026-01-31T22:00:00Z/2026-02-01T03:00:00+01:00';
  const times = { at: '2026-01-31T22:00:00.000Z', until: '2026-02-01T02:00:00.000Z' };
  test.each([
    ['auto', { mode: 'auto', ...times }],
    ['auto:30', { mode: 'auto', downtimeBudgetSeconds: 30, ...times }],
    [undefined, { mode: 'at', ...times }],
  ])('takes a --window with --cutover %s', (cutover, expected) => {
    expect(planInput(ends, { storage: 'local', cutover, window }).cutover).toEqual(expected);
  });

  test('a window leaves the budget of a plan file', () => {
    const file = join(dir, 'auto.json');
    const cutover = { mode: 'auto', downtimeBudgetSeconds: 30 };
    writeFileSync(file, JSON.stringify({ target: { storage: 'local' }, cutover }));
    expect(planInput(ends, { plan: file, window }).cutover).toEqual({ ...cutover, ...times });
  });

  test.each([
    { window: '2026-01-31T22:00:00Z' },
    { window: '2026-01-31T22:00:00Z/soon' },
    { window: '2026-01-31T22:00:00Z/2026-01-31T22:00:00Z' },
    { window, cutover: 'manual' },
    { window, cutover: '2026-01-31T22:00:00Z' },
  ])('refuses %j', (options) => {
    expect(() => planInput(ends, { storage: 'local', ...options })).toThrow('--window');
  });

  test('takes a bandwidth with a unit', () => {
    expect(planInput(ends, { storage: 'local', bandwidth: '50M' }).bandwidthBytesPerSecond).toBe(50 * 1024 * 1024);
  });
});

test('options win over a file, part by part', () => {
  const file = join(dir, 'plan.json');
  const target = { connectionId: 'dst', storage: 'local', node: 'pve2' };
  writeFileSync(file, JSON.stringify({ source: { connectionId: 'src', vm: 'vm-1' }, target, strategy: 'cold' }));
  const none = { source: undefined, vm: undefined, target: undefined };
  expect(planInput({ ...none, vm: 'vm-2' }, { plan: file, storage: 'thin' })).toMatchObject({
    source: { connectionId: 'src', vm: 'vm-2' },
    target: { storage: 'thin', node: 'pve2' },
    strategy: 'cold',
  });
});

const wrong: PlanOptions[] = [
  {},
  { storage: 'local', vmid: 'many' },
  { storage: 'local', vmid: '7' },
  { storage: 'local', disk: ['thin'] },
  { storage: 'local', network: ['vmbr0'] },
  { storage: 'local', cutover: 'soon' },
  { storage: 'local', bandwidth: 'fast' },
  { storage: 'local', route: 'scenic' },
  { plan: '/nowhere/plan.json' },
];
test.each(wrong)('refuses %o as a wrong command line', (options) => {
  expect(() => planInput(ends, options)).toThrow(CliError);
});
