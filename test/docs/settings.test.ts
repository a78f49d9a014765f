import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingEntries } from '../../contract/settingEntry.ts';
import { defaultSettings } from '../../contract/settings.ts';
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

test('docs/settings.md has every setting, with its default, unit and bounds', () => {
  const rows = readDocument('docs/settings.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const written = rows.map(([, key, fallback, unit, bounds]) => [key, fallback, unit, bounds]);
  const entries = settingEntries(defaultSettings, new Set(), new Map());
  expect(written.toSorted()).toEqual(
    entries
      .map(({ key, unit, least, most, default: value }) =>
        least === null
          ? [`\`${key}\``, 'none', '', '']
          : [`\`${key}\``, String(value), unit?.replace('-', ' '), `${least} to ${most}`],
      )
      .toSorted(),
  );
});
