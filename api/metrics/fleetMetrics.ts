import { Counter, Gauge, type Registry } from 'prom-client';
import { migrationStatusSchema } from '../../contract/migration.ts';
import type { Queries } from '../../prisma/database.ts';
import { readFleetFigures } from '../../prisma/queries/metrics.ts';

/** Migrations, bytes and forecasts, out of the database. Returns what brings them up to date before they are read. */
export function fleetMetrics(registry: Registry, queries: Queries): () => Promise<void> {
  const registers = [registry];
  const migrations = new Gauge({
    ...{ name: 'drover_migrations', help: 'Migrations by status, strategy and route.', registers },
    labelNames: ['status', 'strategy', 'route'] as const,
  });
  const bytes = new Counter({
    name: 'drover_migration_bytes_total',
    help: 'Bytes of rounds that have ended: read from sources, written to targets, told as changed.',
    labelNames: ['direction', 'kind'] as const,
    registers,
  });
  const plain = (name: string, help: string) => new Counter({ name, help, registers });
  const cutovers = plain('drover_cutovers_total', 'Cutovers that have ended and had a forecast.');
  const downtime = plain('drover_cutover_downtime_seconds_total', 'Downtime of these, added up.');
  const error = plain('drover_cutover_forecast_error_seconds_total', 'How far their forecast was off, added up.');
  const withP90 = plain('drover_cutover_p90_forecasts_total', 'Those of them whose forecast had a 90 % value.');
  const within = plain('drover_cutovers_within_p90_total', 'Those that kept the 90 % value.');

  return async () => {
    const figures = await readFleetFigures(queries);
    migrations.reset();
    for (const status of migrationStatusSchema.options) migrations.set({ status, strategy: '', route: '' }, 0);
    for (const { status, strategy, route, count } of figures.migrations)
      migrations.set({ status, strategy, route }, count);
    bytes.reset();
    for (const { kind, read, written, changed } of figures.bytes) {
      bytes.inc({ direction: 'read', kind }, read);
      bytes.inc({ direction: 'written', kind }, written);
      bytes.inc({ direction: 'changed', kind }, changed);
    }
    const values = [
      [cutovers, figures.cutovers.count],
      [downtime, figures.cutovers.downtimeSeconds],
      [error, figures.cutovers.errorSeconds],
      [withP90, figures.cutovers.withP90],
      [within, figures.cutovers.withinP90],
    ] as const;
    for (const [counter, value] of values) {
      counter.reset();
      counter.inc(value);
    }
  };
}
