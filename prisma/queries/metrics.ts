import type { Queries } from '../database.ts';

export interface FleetFigures {
  migrations: { status: string; route: string; strategy: string; count: number }[];
  /** Of rounds that have ended, by kind. */
  bytes: { kind: string; read: number; written: number; changed: number }[];
  /** Of cutovers that have ended and had a forecast. */
  cutovers: { count: number; downtimeSeconds: number; errorSeconds: number; withinP90: number; withP90: number };
}

/** Figures of all migrations that the database knows; the same whichever process asks. */
export async function readFleetFigures(queries: Queries): Promise<FleetFigures> {
  const migrations = await queries.$queryRaw<FleetFigures['migrations']>`
    select status, coalesce(route, 'undecided') as route, coalesce(strategy, 'undecided') as strategy,
      count(*)::float8 as count
    from migration group by 1, 2, 3`;
  const bytes = await queries.$queryRaw<FleetFigures['bytes']>`
    select kind, sum(read_bytes)::float8 as read, sum(written_bytes)::float8 as written,
      sum(changed_bytes)::float8 as changed
    from migration_round group by kind`;
  const [cutovers] = await queries.$queryRaw<FleetFigures['cutovers'][]>`
    with cutover as (
      select (detail->'downtime'->>'ms')::float8 as ms, (detail->'cutoverForecast'->>'downtimeMs')::float8 as median,
        (detail->'cutoverForecast'->>'downtimeP90Ms')::float8 as p90
      from migration
      where detail->'downtime'->>'ms' is not null and detail->'cutoverForecast'->>'downtimeMs' is not null
    )
    select count(*)::float8 as count, coalesce(sum(ms), 0) / 1000 as "downtimeSeconds",
      coalesce(sum(abs(ms - median)), 0) / 1000 as "errorSeconds",
      (count(*) filter (where ms <= p90))::float8 as "withinP90", count(p90)::float8 as "withP90"
    from cutover`;
  return {
    migrations,
    bytes,
    cutovers: cutovers ?? { count: 0, downtimeSeconds: 0, errorSeconds: 0, withinP90: 0, withP90: 0 },
  };
}
