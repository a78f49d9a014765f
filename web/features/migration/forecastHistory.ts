import type { Forecast } from '../../../contract/migration.ts';

const longest = 120;

/** Adds a forecast of a later round than the last; an equal list means that nothing was added. Oldest first. */
export function withForecast(known: Forecast[], forecast: Forecast | null): Forecast[] {
  const last = known.at(-1);
  if (forecast === null || (last !== undefined && roundAt(forecast) <= roundAt(last))) return known;
  return [...known, forecast].slice(-longest);
}

/** A forecast that was only carried on is no other one. */
function roundAt({ at, measuredAt }: Forecast): number {
  return Date.parse(measuredAt ?? at);
}
