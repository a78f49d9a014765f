import type { Forecast } from '../../../contract/migration.ts';

const longest = 120;

/** Adds a forecast that is newer than the last; an equal list means that nothing was added. Oldest first. */
export function withForecast(known: Forecast[], forecast: Forecast | null): Forecast[] {
  const last = known.at(-1);
  if (forecast === null || (last !== undefined && Date.parse(forecast.at) <= Date.parse(last.at))) return known;
  return [...known, forecast].slice(-longest);
}
