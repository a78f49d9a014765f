import { readDatabaseConfig } from '../../config/database.ts';
import { applyMigrations } from '../../prisma/applyMigrations.ts';
import { reportingErrors } from './reportingErrors.ts';

/** `node start/main.mjs migrate`: brings the database that DROVER_DATABASE_URL names up to date. */
await reportingErrors(async () => {
  const applied = await applyMigrations(readDatabaseConfig());
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
});
