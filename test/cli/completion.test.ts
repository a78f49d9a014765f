import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandTree, type TreeNode } from '../../cli/completion/commandTree.ts';
import { createProgram } from '../../cli/program.ts';
import { runDrover } from './runDrover.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
let tree: TreeNode[];

beforeAll(async () => {
  tree = commandTree(createProgram(new AbortController().signal));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await runDrover(['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(join(folder, shell), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const sorted = (words: string[]) => words.filter((word) => word !== '').toSorted();

/** What a shell offers at the end of each line; the last word may be empty. */
function bash(lines: string[]): string[][] {
  const script = `
source ${join(folder, 'bash')}
complete -p drover >/dev/null || exit 1
while IFS= read -r line; do
  read -ra COMP_WORDS <<<"$line"
  [[ $line == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _drover
  echo "\${COMPREPLY[*]}"
done`;
  const told = execFileSync('bash', ['--norc', '-c', script], { input: `${lines.join('\n')}\n`, encoding: 'utf8' });
  return told
    .split('\n')
    .slice(0, lines.length)
    .map((line) => sorted(line.split(' ')));
}

test('bash offers of every command what commander has, and nothing else', () => {
  expect(tree.length).toBeGreaterThan(40);
  const commands = bash(tree.map(({ path }) => `${path} `));
  expect(commands).toEqual(tree.map((node) => sorted(node.commands.map(({ name }) => name))));
  const flags = bash(tree.map(({ path }) => `${path} -`));
  expect(flags).toEqual(tree.map(({ options }) => sorted(options.flatMap((option) => option.flags))));
});

test('bash passes over options with their values, finishes words, and gives files where a value is wanted', () => {
  expect(bash(['drover --json plans sta', 'drover --url plans schedules p', 'drover apply --dry'])).toEqual([
    ['start'],
    ['pause'],
    ['--dry-run'],
  ]);
  expect(bash([`drover apply -f ${folder}/z`])).toEqual([[`${folder}/zsh`]]);
});

/** These shells are not on every machine. */
test.each([
  ['zsh', (name: string, description: string) => `'${name}:${description}'`],
  ['fish', (name: string, description: string) => `'${name}\t${description}'`],
])('the script of %s has every command with its description', (shell, entry) => {
  const text = readFileSync(join(folder, shell), 'utf8').replaceAll(/\\'|'\\''/g, '’');
  for (const { path, commands } of tree) {
    expect(text).toContain(`'${path}'`);
    for (const { name, description } of commands) expect(text).toContain(entry(name, description.replaceAll("'", '’')));
  }
});

test('a shell that nobody knows is refused with those that there are', async () => {
  const { code, stderr } = await runDrover(['completion', 'csh']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
