/** A name that DNS and Proxmox VE accept: labels of letters, digits and inner hyphens. */
export function dnsName(name: string): string {
  const labels = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .split('.')
    .map((label) => label.replace(/^-+|-+$/g, ''))
    .filter((label) => label.length > 0);
  const joined = labels
    .join('.')
    .slice(0, 63)
    .replace(/[.-]+$/, '');
  return joined === '' ? 'vm' : joined;
}

const snapshotPrefix = 'drover-';

/** Snapshots of ours carry migration and round, so that a sweep can tell them from others'. */
export function snapshotName(migrationId: string, round: number): string {
  return `${snapshotPrefix}${migrationId}-${round}`;
}

/**
 * Name of the snapshot that makes change tracking take effect. It lives for seconds; one that is found was left by a
 * process that died, and tracking counts as not yet enabled.
 */
export function trackingSnapshotName(migrationId: string): string {
  return `${snapshotPrefix}${migrationId}-change-tracking`;
}

/** Of any migration; earlier releases named none. */
export function isTrackingSnapshot(name: string): boolean {
  return /^drover-(.+-)?change-tracking$/.test(name);
}

/** The migration a snapshot belongs to; null when it is not ours. */
export function migrationOfSnapshot(name: string): string | null {
  const match = /^drover-([0-9a-f]{8}-[0-9a-f-]{27})-(\d+|change-tracking)$/.exec(name);
  return match?.[1] ?? null;
}
