import type { Forecast } from '../../contract/migration.ts';
import { duration } from '../quantities.ts';

/** `41s, 90 % under 1m 10s`: the median, and what nine of ten cutovers are expected to keep. */
export function expectedDowntime({ downtimeMs, downtimeP90Ms }: Forecast): string {
  return `${duration(downtimeMs)}${downtimeP90Ms === undefined ? '' : `, 90 % under ${duration(downtimeP90Ms)}`}`;
}

/** Names the round that a forecast rests on: it changes with each, and not while time goes by. */
export function roundOf(forecast: Forecast | null): string | undefined {
  return forecast?.measuredAt ?? forecast?.at;
}
