import { ensureInstalled, InstallError, say } from './install.mjs';

/** What `./drover` runs before the command line where packages are missing or out of date. */
try {
  await ensureInstalled();
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
