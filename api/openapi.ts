import { readFileSync } from 'node:fs';
import { openApiDocument } from './docs/openApiDocument.ts';

/** Prints contract/openapi.json: `node api/openapi.ts > contract/openapi.json`. */

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
process.stdout.write(`${JSON.stringify(openApiDocument(version), undefined, 2)}\n`);
