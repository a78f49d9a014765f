import { expect, test } from 'vitest';
import { exitCodeHelp, exitCodes } from '../../cli/exitCode.ts';
import { readDocument } from './documents.ts';

const known = Object.values(exitCodes).toSorted((a, b) => a - b);

test('drover --help says every exit code', () => {
  const told = [...exitCodeHelp.matchAll(/^ +(\d+) /gm)].map(([, code]) => Number(code));
  expect(told).toEqual(known);
});

test('docs/cli.md has every exit code, and no other', () => {
  const [, table = ''] = /## Exit codes\n([\s\S]*?)(\n## |$)/.exec(readDocument('docs/cli.md')) ?? [];
  const written = [...table.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(written).toEqual(known);
});
