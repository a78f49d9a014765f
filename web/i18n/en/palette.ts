export const palette = {
  open: 'Search and commands',
  placeholder: 'Go to a page, a migration, or run a command …',
  nothing: 'Nothing fits.',
  pages: 'Pages',
  migrations: 'Migrations',
  commands: 'Commands',
  theme: 'Theme: {{choice}}',
  language: 'Language: {{choice}}',
} as const;
