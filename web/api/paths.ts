/** Addresses of the console's pages. */
export const paths = {
  login: '/login',
  providerReturn: '/login/provider',
  setup: '/setup',
  account: '/account',
  access: '/access',
  projects: '/projects',
  overview: '/',
  migrations: '/migrations',
  newMigration: '/migrations/new',
  migration: (id: string) => `/migrations/${id}`,
  certificate: (migrationId: string) => `/migrations/${migrationId}/certificate`,
  inventory: '/inventory',
  connections: '/connections',
  movers: '/movers',
  artifacts: '/artifacts',
  plans: '/plans',
  newPlan: '/plans/new',
  plan: (id: string) => `/plans/${id}`,
  presets: '/plans/presets',
  schedules: '/schedules',
  approvals: '/approvals',
  audit: '/audit',
  settings: '/settings',
} as const;

/** The audit trail of one object. @param subject its kind and id, e.g. `migration/…` */
export function auditOf(subject: string): string {
  return `${paths.audit}?${new URLSearchParams({ subject })}`;
}

/** Where a migration of this VM is planned. */
export function newMigrationOf(connectionId: string, vmRef: string): string {
  return `${paths.newMigration}?${new URLSearchParams({ source: connectionId, vm: vmRef })}`;
}
