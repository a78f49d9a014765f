import type { LimitCalendar, Limits } from '../contract/limits.ts';

/** Where movers read what operators allow. Asked about once a second while something is copied. */
export interface LimitSource {
  read(reading: ReadingNow): Promise<CurrentLimits>;
}

/** Number of disks by id of the connection that they are read from; by '' those of none. */
export type DisksByConnection = ReadonlyMap<string, number>;

/** What a mover reads at this time. */
export interface ReadingNow {
  migrationIds: string[];
  disks: DisksByConnection;
}

/** The lower of both holds. */
export interface MigrationLimit {
  /** Null: no limit. */
  bytesPerSecond: number | null;
  calendar: LimitCalendar | null;
}

export interface CurrentLimits extends Limits {
  /** Of each migration, by its plan. One that is not known here has none of its own. */
  migrations: Record<string, MigrationLimit>;
  /** What all other movers read. */
  elsewhere: DisksByConnection;
}
