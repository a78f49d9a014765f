import type { LimitCalendar, Limits } from '../contract/limits.ts';

/** Where movers read what operators allow. Asked about once a second while something is copied. */
export interface LimitSource {
  read(reading: ReadingNow): Promise<CurrentLimits>;
}

/** Where disks are read from; '' where that is not known. */
export interface ReadFrom {
  connectionId: string;
  /** As in SourcePlace. */
  host: string;
  datastore: string;
}

/** How many disks are read from one connection, host and datastore. */
export interface DisksRead extends ReadFrom {
  disks: number;
}

/** What a mover reads at this time. */
export interface ReadingNow {
  migrationIds: string[];
  /** Each place once. */
  disks: DisksRead[];
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
  elsewhere: DisksRead[];
}
