import { randomBytes } from 'node:crypto';

/** Where change tracking of one disk began. */
export interface TrackingEpoch {
  /** 32 hex digits. */
  uuid: string;
  /** Moment from which changes are known. */
  since: number;
}

export function newEpoch(since: number): TrackingEpoch {
  return { uuid: `52${randomBytes(15).toString('hex')}`, since };
}

/** E.g. `52 de c0 d9 b9 43 9d 10-61 d5 4c 1b e9 7b 65 63/81`. */
export function formatChangeId(epoch: TrackingEpoch, moment: number): string {
  const bytes = epoch.uuid.match(/../g) ?? [];
  return `${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}/${moment}`;
}

const pattern = /^((?:[0-9a-f]{2} ){7}[0-9a-f]{2})-((?:[0-9a-f]{2} ){7}[0-9a-f]{2})\/([0-9]+)$/i;

/** @returns undefined for text that is no change id */
export function parseChangeId(text: string): { uuid: string; moment: number } | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, left = '', right = '', moment = ''] = match;
  return { uuid: `${left} ${right}`.replace(/ /g, '').toLowerCase(), moment: Number(moment) };
}
