import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../start/setup/checkout.ts';
import { codeRows, readDocument } from './documents.ts';

const folder = 'domain/preflight';

/** What the rules can say, read off their text: a rule names its code where it makes the finding. */
function findingsOfRules(): string[] {
  const rules = readdirSync(join(checkout, folder)).filter((file) => file.endsWith('Rules.ts'));
  const made = rules.flatMap((file) => [
    ...readDocument(join(folder, file)).matchAll(/\b(blocker|warning|info)\(\s*('([a-z.-]+)')?/g),
  ]);
  return made.map(([call, severity, , code]) => (code === undefined ? `unreadable: ${call}` : `${code} ${severity}`));
}

test('docs/findings.md has every finding of preflight with every severity, and no other', () => {
  const written = codeRows(readDocument('docs/findings.md')).map(([code, severity]) => `${code} ${severity}`);
  expect(written.toSorted()).toEqual([...new Set(findingsOfRules())].toSorted());
});
