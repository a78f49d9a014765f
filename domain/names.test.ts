import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dnsName, isTrackingSnapshot, migrationOfSnapshot, snapshotName, trackingSnapshotName } from './names.ts';

/** `dns-name` of the Proxmox VE schema. */
const valid = /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

test('any name becomes one that Proxmox VE takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
      const made = dnsName(name);
      expect(made).toMatch(valid);
      expect(made.length).toBeLessThanOrEqual(63);
      expect(dnsName(made)).toBe(made);
    }),
  );
});

test('names that are fine stay', () => {
  expect(dnsName('app01.example.org')).toBe('app01.example.org');
  expect(dnsName('Café server_2 (old)')).toBe('Cafe-server-2-old');
  expect(dnsName('資料庫')).toBe('vm');
});

test('a snapshot of ours names its migration; others name none', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(), (id, round) => {
      expect(migrationOfSnapshot(snapshotName(id, round))).toBe(id);
      expect(migrationOfSnapshot(trackingSnapshotName(id))).toBe(id);
      expect(isTrackingSnapshot(trackingSnapshotName(id))).toBe(true);
      expect(isTrackingSnapshot(snapshotName(id, round))).toBe(false);
    }),
  );
  for (const name of ['nightly', 'drover-1', 'drover-', 'VEEAM BACKUP', 'drover-not-a-uuid-at-all-0']) {
    expect(migrationOfSnapshot(name)).toBeNull();
    expect(isTrackingSnapshot(name)).toBe(false);
  }
});
