import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkflows } from '../build/workflows.ts';
import { checkout } from '../setup/checkout.ts';
import { CommandError, runCommand } from '../setup/runCommand.ts';
import { missingPlatformPackages } from './platformPackages.mjs';
import { readSource } from './sourceFiles.ts';
import type { VerifyStep } from './step.ts';

interface LockFile {
  packages: Parameters<typeof missingPlatformPackages>[0];
}

/** What can only be checked by running a part of the product. */
export const productSteps: VerifyStep[] = [
  {
    name: 'workflow bundle',
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'dr-'));
      try {
        await buildWorkflows(folder);
        return [];
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  {
    name: 'lock file',
    async run() {
      const { packages } = JSON.parse(readSource('package-lock.json')) as LockFile;
      const missing = Object.keys(missingPlatformPackages(packages));
      if (missing.length === 0) return [];
      const examples = missing.slice(0, 3).join(', ');
      return [`npm ci misses ${examples} (${missing.length} in all); run: node start/verify/platformPackages.mjs`];
    },
  },
  generated('OpenAPI document', 'contract/openapi.json', 'api/openapi.ts'),
  generated('error reference', 'docs/errors.md', 'contract/errorsDocument.ts'),
  generated('table of permissions', 'docs/permissions.md', 'contract/permissionsDocument.ts'),
];

/** A committed file equals what its generator prints now. */
function generated(name: string, file: string, generator: string): VerifyStep {
  return {
    name,
    async run() {
      try {
        const printed = await runCommand(process.execPath, [join(checkout, generator)], { cwd: checkout });
        if (printed.trim() === readSource(file).trim()) return [];
        return [`${file} is out of date; run: node_modules/.bin/node ${generator} > ${file}`];
      } catch (error) {
        return [error instanceof CommandError ? error.output : String(error)];
      }
    },
  };
}
