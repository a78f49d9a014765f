import type { TreeNode } from './commandTree.ts';

/** One word of a shell's script, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What tells the shells that a word leads to another command, e.g. `drover plans`. */
export function steps(tree: TreeNode[]): string[] {
  return tree.flatMap(({ path, commands }) => commands.map(({ name }) => `${path} ${name}`));
}

/** What may follow words that take one of a few values. */
export function valueChoices(tree: TreeNode[]): { after: string; choices: string[] }[] {
  return tree.flatMap(({ path, options }) =>
    options.flatMap(({ flags, choices }) =>
      choices.length === 0 ? [] : flags.map((flag) => ({ after: `${path} ${flag}`, choices })),
    ),
  );
}

/** After which words a value follows, e.g. `drover plans start --vm`. */
export function valueFlags(tree: TreeNode[]): string[] {
  return tree.flatMap(({ path, options }) =>
    options.filter(({ takesValue }) => takesValue).flatMap(({ flags }) => flags.map((flag) => `${path} ${flag}`)),
  );
}
