export const palette = {
  open: 'Search and commands',
  placeholder: 'Go to a page, a migration, or run a command …',
  nothing: 'Nothing fits.',
  searching: 'Still searching …',
  pages: 'Pages',
  migrations: 'Migrations',
  commands: 'Commands',
  migrationCommands: 'Commands on migrations',
  notNow: 'The migration does not accept this any more. It is now:',
  toMigration: 'To the migration',
  theme: 'Theme: {{choice}}',
  language: 'Language: {{choice}}',
} as const;
