import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, readVariables } from './environment.ts';
import { path, webAddress } from './variables.ts';

export interface CliConfig {
  /** The API, without a trailing slash; absent: the one that the session file or the data folder names. */
  apiUrl: string | undefined;
  /** Where `drover login` keeps its session (mode 0600). */
  sessionFile: string;
  /** Where `drover context` keeps named APIs and their logins (mode 0600). */
  contextsFile: string;
  /** The one that is meant; absent: the one in use. */
  context: string | undefined;
  /** Data folder of a local `npm start`, which holds `endpoints.json` with the addresses and the generated login's file. */
  dataDir: string;
}

const variables = {
  DROVER_URL: webAddress().optional(),
  DROVER_CONTEXT: z.string().min(1).optional(),
  DROVER_CONTEXTS_FILE: path().optional(),
  DROVER_SESSION_FILE: path().optional(),
  DROVER_DATA_DIR: path().default('.drover'),
};

/** The command line, from DROVER_URL, DROVER_CONTEXT, DROVER_CONTEXTS_FILE, DROVER_SESSION_FILE and DROVER_DATA_DIR. */
export function readCliConfig(environment?: Environment): CliConfig {
  const given = readVariables(variables, environment);
  return {
    apiUrl: given.DROVER_URL,
    context: given.DROVER_CONTEXT,
    contextsFile: given.DROVER_CONTEXTS_FILE ?? join(homedir(), '.config', 'drover', 'contexts.json'),
    sessionFile: given.DROVER_SESSION_FILE ?? join(homedir(), '.config', 'drover', 'session.json'),
    dataDir: given.DROVER_DATA_DIR,
  };
}
