import { Command, CommanderError } from 'commander';
import { type CliConfig, readCliConfig } from '../config/cli.ts';
import { applyCommand } from './commands/apply.ts';
import { approvalCommands } from './commands/approvals.ts';
import { artifactCommands } from './commands/artifacts.ts';
import { auditCommands } from './commands/audit.ts';
import { certificateCommand } from './commands/certificate.ts';
import { commandCommands } from './commands/command.ts';
import { completionCommand } from './commands/completion.ts';
import { connectionCommands } from './commands/connections.ts';
import type { CommandContext } from './commands/context.ts';
import { contextCommands } from './commands/contexts.ts';
import { groupCommands } from './commands/groups.ts';
import { inventoryCommands } from './commands/inventory.ts';
import { keyCommands } from './commands/keys.ts';
import { labCommand } from './commands/lab.ts';
import { limitCommands } from './commands/limits.ts';
import { loginCommands } from './commands/login.ts';
import { migrateCommands } from './commands/migrate.ts';
import { migrationCommands } from './commands/migrations.ts';
import { moverCommand } from './commands/movers.ts';
import { overviewCommand } from './commands/overview.ts';
import { passwordCommand } from './commands/password.ts';
import { planCommands } from './commands/plans.ts';
import { presetCommands } from './commands/presets.ts';
import { projectCommands } from './commands/projects.ts';
import { residueCommands } from './commands/residue.ts';
import { scheduleCommands } from './commands/schedules.ts';
import { screenCommand } from './commands/screen.ts';
import { sessionCommands } from './commands/sessions.ts';
import { settingCommands } from './commands/settings.ts';
import { tokenCommands } from './commands/tokens.ts';
import { userCommands } from './commands/users.ts';
import { watchCommand } from './commands/watch.ts';
import { reportOf } from './errorReport.ts';
import { exitCodeHelp, exitCodes, usageError } from './exitCode.ts';
import { createOutput } from './output.ts';

interface GlobalOptions {
  context?: string;
  json?: boolean;
  url?: string;
  data?: string;
}

/** Runs one command line. @returns the exit code */
export async function runCli(argv: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const program = createProgram(interrupted.signal);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (interrupted.signal.aborted) return exitCodes.interrupted;
    const report = reportOf(error);
    const json = program.opts<GlobalOptions>().json === true;
    process.stderr.write(`${json ? JSON.stringify(report.json) : report.text}\n`);
    return report.exitCode;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** Every command; `signal` is aborted by Ctrl-C. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('drover')
    .description('Moves running VMs from vSphere to Proxmox VE, byte for byte.')
    .option('--json', 'results as JSON on stdout, for scripts')
    .option('--context <name>', 'an API by its name (DROVER_CONTEXT; else the one in use), see drover context')
    .option('--url <url>', 'address of the API (DROVER_URL; else that of the last login)')
    .option('--data <dir>', 'data folder of a local npm start (DROVER_DATA_DIR; .drover)')
    .addHelpText('after', `\n${exitCodeHelp}`)
    .exitOverride();
  const open = (): CommandContext => {
    const options = program.opts<GlobalOptions>();
    return { config: withOptions(readCliConfig(), options), output: createOutput(options.json === true), signal };
  };
  loginCommands(program, open);
  passwordCommand(program, open);
  overviewCommand(program, open);
  connectionCommands(program, open);
  inventoryCommands(program, open);
  migrateCommands(program, open);
  presetCommands(program, open);
  planCommands(program, open);
  scheduleCommands(program, open);
  applyCommand(program, open);
  watchCommand(program, open);
  commandCommands(program, open);
  migrationCommands(program, open);
  certificateCommand(program, open);
  screenCommand(program, open);
  artifactCommands(program, open);
  moverCommand(program, open);
  limitCommands(program, open);
  settingCommands(program, open);
  auditCommands(program, open);
  userCommands(program, open);
  groupCommands(program, open);
  tokenCommands(program, open);
  sessionCommands(program, open);
  residueCommands(program, open);
  keyCommands(program, open);
  projectCommands(program, open);
  approvalCommands(program, open);
  labCommand(program, open);
  contextCommands(program, open);
  completionCommand(program);
  return program;
}

/** A context goes before an address, and what is said on the line before the environment. */
function withOptions(config: CliConfig, { url, data, context }: GlobalOptions): CliConfig {
  if (url !== undefined && context !== undefined) throw usageError('--context and --url name two APIs: take one.');
  const named = context ?? (url === undefined ? config.context : undefined);
  const address = url?.replace(/\/+$/, '') ?? config.apiUrl;
  return {
    ...{ ...config, context: named, dataDir: data ?? config.dataDir },
    apiUrl: named === undefined ? address : undefined,
  };
}
