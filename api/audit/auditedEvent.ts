import type { AuditOutcome } from '../../contract/audit.ts';

/** What is told of something that was done or tried; who and from where is known of the request. */
export interface AuditedEvent {
  /** Resource and verb, e.g. `connection.update`. */
  action: string;
  /** `<resource>/<id>`. */
  subject: string;
  /** As JSON would have it. Secrets are masked by the names of their fields. */
  detail?: object;
  /** The object before and after: of both the fields are kept that differ. Null: there was, or is, none. */
  before?: object | null;
  after?: object | null;
  workflowId?: string;
  /** Absent: `done`. */
  outcome?: AuditOutcome;
  /** Error code of what was refused or failed. */
  code?: string;
}
