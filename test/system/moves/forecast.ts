import { expect, test } from 'vitest';
import type { DataCentres } from '../dataCentres.ts';
import { completed, migrate } from '../migration.ts';

export function learnsForecasts(centres: () => DataCentres): void {
  test('a forecast learns from migrations that have ended, and stays beside the outcome', async () => {
    const first = await completed(await migrate(centres(), 'herd-01'));
    expect(first.cutoverForecast?.basedOn).toBe(0);
    const second = await completed(await migrate(centres(), 'herd-02'));
    expect(second.cutoverForecast?.basedOn).toBe(1);
    // Guests of the lab shut down at once: what was measured has to pull the assumption down.
    const shutdown = (done: typeof first) => done.cutoverForecast?.parts.shutdownMs ?? 0;
    expect(shutdown(second)).toBeLessThan(shutdown(first));
    expect(second.cutoverForecast?.downtimeP90Ms).toBeGreaterThanOrEqual(
      second.cutoverForecast?.downtimeMs ?? Infinity,
    );
    expect(second.downtime?.from).toEqual(expect.any(String));
  });
}
