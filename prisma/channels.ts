/** NOTIFY channels. Payloads are ids: listeners read the rows. */
export const channels = {
  migration: 'drover_migration',
  progress: 'drover_progress',
  inventory: 'drover_inventory',
  schedule: 'drover_schedule',
  /** Told by a trigger: a login has ended before its time. */
  session: 'drover_session',
  approval: 'drover_approval',
} as const;
