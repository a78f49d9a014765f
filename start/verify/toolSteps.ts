import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../setup/checkout.ts';
import { CommandError, runCommand } from '../setup/runCommand.ts';
import type { VerifyStep } from './step.ts';

const sourceFolders = [
  'contract',
  'domain',
  'ports',
  'proof',
  'workflows',
  'activities',
  'platforms',
  'transfer',
  'storage',
  'identity',
  'prisma',
  'api',
  'client',
  'web',
  'cli',
  'worker',
  'lab',
  'config',
  'start',
  'test',
  'bench',
];

/** What other people's tools check. */
export const toolSteps: VerifyStep[] = [
  // The native compiler: the one written in TypeScript takes five times as long. Other tools here still need its API.
  tool('types', 'typescript7/bin/tsc', ['--project', '.', '--pretty', 'false']),
  tool('types of the console', 'typescript7/bin/tsc', ['--project', 'web/tsconfig.json', '--pretty', 'false']),
  tool('format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  tool('folder boundaries', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
    ...sourceFolders.filter((folder) => existsSync(join(checkout, folder))),
  ]),
  tool('dead code', 'knip/bin/knip.js', ['--no-progress']),
];

function tool(name: string, script: string, args: string[]): VerifyStep {
  return {
    name,
    async run() {
      const file = join(checkout, 'node_modules', script);
      try {
        await runCommand(process.execPath, [file, ...args], { cwd: checkout, environment: { NO_COLOR: '1' } });
        return [];
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return [error.output];
      }
    },
  };
}
