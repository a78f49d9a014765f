/** What a worker sees of its own task. */
export interface TaskContext {
  upid: string;
  /** Aborted when somebody stops the task or the lab ends. */
  signal: AbortSignal;
  log(line: string): void;
  /** Logs a `WARN:` line; warnings are counted in the exit status. */
  warn(line: string): void;
  /** Says how far the work is, 0 to 100. @throws when an armed fault makes the task fail here or it was stopped. */
  progress(percent: number): void;
}

export type Worker = (task: TaskContext) => Promise<void>;

/** A task as its status call shows it, and its log. */
export interface TaskRecord {
  upid: string;
  node: string;
  pid: number;
  pstart: number;
  starttime: number;
  endtime?: number;
  type: string;
  id: string;
  /** `user@realm`; the token's name stands apart. */
  user: string;
  tokenid?: string;
  /** Absent while it runs. */
  exitstatus?: string;
}
