import { paths } from '../../api/paths.ts';

const key = 'drover.destination';

/** Where somebody wanted to go who is sent away to log in. */
export function keepDestination(address: string): void {
  sessionStorage.setItem(key, address);
}

export function takeDestination(): string {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return ownAddress(kept);
}

/** Only ever an address of ours. */
export function ownAddress(address: unknown): string {
  return typeof address === 'string' && /^\/(?!\/)/.test(address) ? address : paths.overview;
}
