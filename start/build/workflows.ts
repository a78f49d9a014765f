import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { checkout } from '../setup/checkout.ts';
import { builtOnce } from './builtOnce.ts';

const sources = ['workflows', 'domain', 'contract', 'package-lock.json'];
const fileName = 'bundle.js';

/** The workflow code, bundled where its sources changed; the file that workers load. */
export async function ensureWorkflowBundle(): Promise<string> {
  const folder = await builtOnce('workflows', sources, async (made) => {
    await buildWorkflows(made);
  });
  return join(folder, fileName);
}

/** Bundles workflows/index.ts into a file in the folder. Throws what the bundler finds wrong. */
export async function buildWorkflows(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(checkout, 'workflows', 'index.ts'),
    workflowInterceptorModules: [join(checkout, 'workflows', 'traceHeaders.ts')],
    failureConverterPath: join(checkout, 'workflows', 'failureConverter.ts'),
    logger: new DefaultLogger('WARN'),
  });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, fileName);
  writeFileSync(file, code);
  return file;
}
