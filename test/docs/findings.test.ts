import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../start/setup/checkout.ts';
import { codeRows, readDocument } from './documents.ts';

const folder = 'domain/preflight';

/** What the rules can say, read off their text: a rule names its code where it makes the finding. */
function findingsOfRules(): string[] {
  const rules = readdirSync(join(checkout, folder)).filter(
    (file) => file !== 'finding.ts' && !file.endsWith('.test.ts'),
  );
  const made = rules.flatMap((file) => [
    ...readDocument(join(folder, file)).matchAll(/\b(blocker|warning|info)\(\s*('([a-z.-]+)')?/g),
  ]);
  return made.map(([call, severity, , code]) => (code === undefined ? `unreadable: ${call}` : `${code} ${severity}`));
}

/** Cases of judge.test.ts, by the block that they stand in: `['code', facts]`. */
function findingsWithCase(): string[] {
  const blocks = readDocument(join(folder, 'judge.test.ts')).split(/^describe\(/m);
  const severities = [
    ["'what blocks a migration'", 'blocker'],
    ["'what only warns'", 'warning'],
    ["'what is only told'", 'info'],
  ] as const;
  return severities.flatMap(([title, severity]) => {
    const block = blocks.find((text) => text.startsWith(title)) ?? '';
    return [...block.matchAll(/^ {4}\[\s*'([a-z.-]+)',/gm)].map(([, code]) => `${code} ${severity}`);
  });
}

test('every finding of preflight has a case with its severity in domain/preflight/judge.test.ts', () => {
  const tested = new Set(findingsWithCase());
  expect(findingsOfRules().filter((finding) => !tested.has(finding))).toEqual([]);
});

test('docs/findings.md has every finding of preflight with every severity, and no other', () => {
  const written = codeRows(readDocument('docs/findings.md')).map(([code, severity]) => `${code} ${severity}`);
  expect(written.toSorted()).toEqual([...new Set(findingsOfRules())].toSorted());
});
