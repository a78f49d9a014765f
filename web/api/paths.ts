/** Addresses of the console's pages. */
export const paths = {
  login: '/login',
  migrations: '/migrations',
  newMigration: '/migrations/new',
  migration: (id: string) => `/migrations/${id}`,
} as const;
