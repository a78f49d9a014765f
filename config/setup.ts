import { z } from 'zod';
import { type Environment, readVariables } from './environment.ts';
import { path } from './variables.ts';

export interface SetupConfig {
  /** Where downloaded and built programs are kept; absent: `.cache` in the checkout. */
  cacheDir: string | undefined;
  /** Folders searched for programs: PATH, and where Debian keeps servers, which ordinary users' PATH leaves out. */
  searchPath: string[];
}

const variables = {
  DROVER_CACHE: path().optional(),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
};

/** What setting up needs, from DROVER_CACHE and PATH. */
export function readSetupConfig(environment?: Environment): SetupConfig {
  const given = readVariables(variables, environment);
  const searchPath = [...given.PATH.split(':'), '/usr/sbin', '/sbin'].filter((folder) => folder !== '');
  return { cacheDir: given.DROVER_CACHE, searchPath: [...new Set(searchPath)] };
}
