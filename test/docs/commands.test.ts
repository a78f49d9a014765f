import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCli } from '../../cli/program.ts';
import { checkout } from '../../start/setup/checkout.ts';
import { codeLines, documents, readDocument } from './documents.ts';

const lines = documents().flatMap((document) =>
  codeLines(readDocument(document), ['sh']).map((line) => ({ document, words: wordsOf(line) })),
);

/** Words of a command line; quoted ones are one, comments none. */
function wordsOf(line: string): string[] {
  return line.replace(/(^|\s)#.*$/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
}

/** Words before the first option or argument that is no lower-case word. */
function subcommand(words: string[]): string[] {
  const end = words.findIndex((word) => !/^[a-z]+(-[a-z]+)*$/.test(word));
  return end < 0 ? words : words.slice(0, end);
}

async function helpOf(command: string[]): Promise<string> {
  const printed: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  try {
    expect(await runCli([...command, '--help'])).toBe(0);
  } finally {
    write.mockRestore();
  }
  return printed.join('');
}

const droverLines = lines.filter(({ words }) => words[0] === './drover');

test('documents show command lines', () => {
  expect(droverLines.length).toBeGreaterThan(20);
});

test.each(droverLines.map(({ document, words }) => [document, words.slice(1)] as const))(
  '%s: drover %j',
  async (_, words) => {
    const named = subcommand(words);
    let help = '';
    let command: string[] = [];
    // Arguments may look like commands: the longest beginning that the help knows is the command.
    for (let length = named.length; length > 0 && command.length === 0; length -= 1) {
      help = await helpOf(named.slice(0, length));
      const usage = /^Usage: drover (.*)$/m.exec(help)?.[1] ?? '';
      if (usage.startsWith(named.slice(0, length).join(' '))) command = named.slice(0, length);
    }
    expect(command).not.toEqual([]);
    // What only gathers commands takes no argument: the rest would be a command that there is not.
    if (help.includes('\nCommands:')) expect(named).toEqual(command);
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? word);
    const everywhere = await helpOf([]);
    for (const option of options) expect(help + everywhere).toContain(option);
  },
);

test('npm scripts that documents name exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: object };
  const named = documents().flatMap((document) => [
    ...readDocument(document).matchAll(/\bnpm (?:run )?(start|test|verify|bench|build|migrate)\b/g),
  ]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named.map(([, script]) => script))]));
});

test('routes that documents name are those of the API', () => {
  const { paths } = JSON.parse(readDocument('contract/openapi.json')) as { paths: Record<string, object> };
  const known = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, 'ID')}`),
  );
  const named = documents().flatMap((document) =>
    [...readDocument(document).matchAll(/\b(GET|POST|PATCH|DELETE|PUT) (?:\/api\/v1)(\/[\w/]*)/g)].map(
      ([, method, path]) => `${method} ${path}`,
    ),
  );
  expect(named.length).toBeGreaterThan(3);
  expect(known.map((route) => route.replace('/api/v1', ''))).toEqual(expect.arrayContaining([...new Set(named)]));
});
