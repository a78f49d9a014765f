import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../start/setup/checkout.ts';
import { codeRows, readDocument } from './documents.ts';

const variable = /^ {2}([A-Z][A-Z0-9_]+): /gm;

test('docs/install.md has every variable that config/ reads, and no other', () => {
  const files = readdirSync(join(checkout, 'config')).filter((file) => !file.endsWith('.test.ts'));
  const read = files.flatMap((file) =>
    [...readDocument(join('config', file)).matchAll(variable)].map(([, name]) => name),
  );
  const written = codeRows(readDocument('docs/install.md')).map(([name]) => name);
  expect(written.toSorted()).toEqual([...new Set(read)].toSorted());
});
