import type { Forecast, Migration, StageName } from '../../../contract/migration.ts';

export type OutcomePart = 'shutdown' | 'finalDelta' | 'verify' | 'boot' | 'between';

export interface OutcomeRow {
  part: OutcomePart;
  /** Milliseconds; null: no forecast names it. */
  forecastMs: number | null;
  /** Milliseconds; null: not measured (yet). */
  measuredMs: number | null;
  /** A stage of it was tried more than once: waiting for a person is in it. */
  retried: boolean;
}

export interface ForecastOutcome {
  forecast: Forecast;
  measuredMs: number;
  /** Positive: it took longer. */
  differenceMs: number;
  /** Null: the forecast had no 90 % value. */
  withinP90: boolean | null;
  rows: OutcomeRow[];
}

type Told = Pick<Migration, 'cutoverForecast' | 'downtime' | 'stages'>;

/**
 * What was expected when the cutover began beside what came, by the parts that forecasts learn from. Null while the VM
 * is down, and where no forecast was kept.
 */
export function forecastOutcome({ cutoverForecast, downtime, stages }: Told): ForecastOutcome | null {
  if (cutoverForecast === undefined || downtime?.ms == null) return null;
  const { parts } = cutoverForecast;
  const stage = (name: StageName) => stages.find((one) => one.name === name);
  const retried = (...names: StageName[]) => names.some((name) => (stage(name)?.attempts ?? 0) > 1);
  const boot = { startedAt: stage('define')?.startedAt, to: downtime.to };
  const rows: OutcomeRow[] = [
    {
      ...{ part: 'shutdown', forecastMs: parts.shutdownMs, measuredMs: stage('quiesce')?.ms ?? null },
      retried: retried('quiesce'),
    },
    {
      ...{ part: 'finalDelta', forecastMs: parts.finalDeltaMs, measuredMs: stage('final')?.ms ?? null },
      retried: retried('final'),
    },
    {
      ...{ part: 'verify', forecastMs: parts.verifyMs, measuredMs: stage('verify')?.ms ?? null },
      retried: retried('verify'),
    },
    {
      ...{ part: 'boot', forecastMs: parts.bootMs },
      measuredMs:
        boot.startedAt !== undefined && boot.to !== null
          ? Math.max(0, Date.parse(boot.to) - Date.parse(boot.startedAt))
          : null,
      retried: retried('define', 'boot'),
    },
  ];
  const told = rows.reduce((sum, { measuredMs }) => sum + (measuredMs ?? 0), 0);
  rows.push({ part: 'between', forecastMs: null, measuredMs: Math.max(0, downtime.ms - told), retried: false });
  const { downtimeMs, downtimeP90Ms } = cutoverForecast;
  return {
    ...{ forecast: cutoverForecast, measuredMs: downtime.ms, differenceMs: downtime.ms - downtimeMs, rows },
    withinP90: downtimeP90Ms === undefined ? null : downtime.ms <= downtimeP90Ms,
  };
}
