/** NOTIFY channels. Payloads are ids: listeners read the rows. */
export const channels = {
  migration: 'drover_migration',
  progress: 'drover_progress',
  inventory: 'drover_inventory',
  schedule: 'drover_schedule',
} as const;
