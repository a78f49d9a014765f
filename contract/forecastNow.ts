import type { Forecast, Migration } from './migration.ts';

/**
 * The forecast as it is at a moment between two rounds: what the guest has changed since is to be copied, too. At other
 * times it is as it was measured, because a running round takes these bytes away. @param at milliseconds since 1970
 */
export function forecastNow(
  { forecast, stage, downtime, endedAt }: Pick<Migration, 'forecast' | 'stage' | 'downtime' | 'endedAt'>,
  at: number,
): Forecast | null {
  if (forecast === null || stage !== 'hold' || downtime !== null || endedAt !== null) return forecast;
  return carriedOn(forecast, at);
}

/** Grown by the churn that was measured: the median by its median, the 90 % value by its 90 % value. */
export function carriedOn(forecast: Forecast, at: number): Forecast {
  const { churn, parts, dirtyBytes, downtimeMs, downtimeP90Ms } = forecast;
  const elapsedMs = at - Date.parse(forecast.at);
  // Of another clock, or of an earlier release.
  if (churn === undefined || !(elapsedMs > 0)) return forecast;
  const room = Math.max(0, churn.capacityBytes - dirtyBytes);
  const grown = (bytesPerSecond: number) => Math.min(room, (bytesPerSecond * elapsedMs) / 1000);
  const copying = (bytes: number) => (bytes / forecast.bytesPerSecond) * 1000;
  const middle = grown(churn.bytesPerSecond);
  return {
    ...forecast,
    at: new Date(at).toISOString(),
    measuredAt: forecast.measuredAt ?? forecast.at,
    downtimeMs: Math.round(downtimeMs + copying(middle)),
    ...(downtimeP90Ms === undefined
      ? {}
      : { downtimeP90Ms: Math.round(downtimeP90Ms + copying(grown(churn.bytesPerSecondP90))) }),
    parts: { ...parts, finalDeltaMs: Math.round(parts.finalDeltaMs + copying(middle)) },
    dirtyBytes: Math.round(dirtyBytes + middle),
  };
}
