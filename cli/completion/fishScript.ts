import type { TreeNode } from './commandTree.ts';
import { steps, valueChoices, valueFlags } from './shellWords.ts';

/** For fish 3 and later. */
export function fishScript(tree: TreeNode[]): string {
  const list = (words: string[]) => words.map(quoted).join(' ');
  const line = (name: string, description: string) => quoted(`${name}\t${description}`);
  const offers = tree.map(({ path, commands, options }) => {
    const names = commands.map(({ name, description }) => line(name, description));
    const flags = options.flatMap((option) => option.flags.map((flag) => line(flag, option.description)));
    return `    case ${quoted(path)}\n      set commands ${names.join(' ')}\n      set flags ${flags.join(' ')}`;
  });
  const choices = valueChoices(tree).map(
    ({ after, choices: words }) => `      case ${quoted(after)}\n        printf '%s\\n' ${list(words)}\n        return`,
  );
  return `# fish completion of drover: drover completion fish | source
function __drover_offers
  set -l at drover
  set -l value
  set -l commands
  set -l flags
  set -l takes ${list(valueFlags(tree))}
  set -l steps ${list(steps(tree))}
  set -l given (commandline -opc)
  for word in $given[2..-1]
    if test -n "$value"
      set value
    else if contains -- "$at $word" $takes
      set value "$at $word"
    else if contains -- "$at $word" $steps
      set at "$at $word"
    end
  end
  if test -n "$value"
    switch "$value"
${choices.join('\n')}
    end
    __fish_complete_path (commandline -ct)
    return
  end
  switch "$at"
${offers.join('\n')}
  end
  if string match -q -- '-*' (commandline -ct)
    printf '%s\\n' $flags
  else
    printf '%s\\n' $commands
  end
end
complete -c drover -f -a '(__drover_offers)'
`;
}

/** Fish knows two escapes within single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
