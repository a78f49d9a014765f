import { forecastNow } from '../../../contract/forecastNow.ts';
import type { Forecast, Migration } from '../../../contract/migration.ts';
import { useNow } from '../../format/useNow.ts';

/** "If you cut over now", as now moves on between two rounds. */
export function useLiveForecast(migration: Migration): Forecast | null {
  return forecastNow(migration, useNow());
}
