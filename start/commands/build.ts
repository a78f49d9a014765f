import { join } from 'node:path';
import { buildConsole } from '../build/console.ts';
import { buildWorkflows } from '../build/workflows.ts';
import { checkout } from '../setup/checkout.ts';
import { reportingErrors } from './reportingErrors.ts';

/** `node start/main.mjs build`: dist/web and dist/workflows/bundle.js, for images. `npm start` builds by itself. */
await reportingErrors(async () => {
  await buildConsole(join(checkout, 'dist', 'web'));
  await buildWorkflows(join(checkout, 'dist', 'workflows'));
});
