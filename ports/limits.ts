import type { Limits } from '../contract/limits.ts';

/** Where movers read what operators allow. Asked about once a second while something is copied. */
export interface LimitSource {
  read(migrationIds: string[]): Promise<CurrentLimits>;
}

export interface CurrentLimits extends Limits {
  /** Bytes per second of a migration; null: no limit. One that is not known here has none of its own. */
  migrations: Record<string, number | null>;
}
