import type { CliConfig } from '../../config/cli.ts';
import type { Output } from '../output.ts';

/** What every command gets: settings with the global options applied, and where its words go. */
export interface CommandContext {
  config: CliConfig;
  output: Output;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** Makes the context once the global options are known; commands call it when they run. */
export type OpenContext = () => CommandContext;
