/** A run of a schedule, as its workflow knows it. */
export interface ScheduledRun {
  /** Id of the workflow: the same for every attempt. */
  runId: string;
  scheduleId: string;
  /** ISO 8601; when it was due. */
  scheduledAt: string;
  /** Who ran it by hand; null: it was due. */
  by: string | null;
}

/** Starts what a schedule says, and keeps what became of it. Each call may be repeated. */
export interface ScheduledStarts {
  /** Whether there is something to start: not for a schedule that is gone, nor long after the time. */
  begin(run: ScheduledRun): Promise<boolean>;
  /** Asks VMs that are left, as many as a minute allows. @param last those that are refused for now are not left */
  start(runId: string, last: boolean): Promise<{ dealtWith: number; left: number }>;
  end(runId: string): Promise<void>;
}
