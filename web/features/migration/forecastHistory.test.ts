import { expect, test } from 'vitest';
import type { Forecast } from '../../../contract/migration.ts';
import { withForecast } from './forecastHistory.ts';

const forecast = (at: number): Forecast => ({
  ...{ at: new Date(at).toISOString(), downtimeMs: at, dirtyBytes: 1, bytesPerSecond: 1, converging: true },
  parts: { shutdownMs: 1, finalDeltaMs: 1, verifyMs: 1, bootMs: 1 },
});

test('each forecast is kept once, in its order, and only so many', () => {
  const one = withForecast([], forecast(1));
  expect(withForecast(one, forecast(1))).toBe(one);
  expect(withForecast(one, forecast(0))).toBe(one);
  expect(withForecast(one, null)).toBe(one);
  expect(withForecast(one, { ...forecast(9), measuredAt: forecast(1).at })).toBe(one);
  const many = Array.from({ length: 200 }, (_, at) => forecast(at)).reduce<Forecast[]>(withForecast, []);
  expect([many.length, many.at(-1)?.downtimeMs]).toEqual([120, 199]);
});
