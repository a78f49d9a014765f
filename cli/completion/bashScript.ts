import type { TreeNode } from './commandTree.ts';
import { quoted, steps, valueChoices, valueFlags } from './shellWords.ts';

/** For bash 4 and later, without the package bash-completion. */
export function bashScript(tree: TreeNode[]): string {
  const patterns = (words: string[]) => words.map(quoted).join('|');
  const offers = tree.map(({ path, commands, options }) => {
    const flags = options.flatMap((option) => option.flags);
    const names = commands.map(({ name }) => name);
    return `    ${quoted(path)}) commands=${quoted(names.join(' '))}; flags=${quoted(flags.join(' '))} ;;`;
  });
  const choices = valueChoices(tree).map(
    ({ after, choices: words }) => `      ${quoted(after)}) words=${quoted(words.join(' '))} ;;`,
  );
  return `# bash completion of drover: source <(drover completion bash)
_drover() {
  local at=drover current=\${COMP_WORDS[COMP_CWORD]} value= word words= commands= flags= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $value ]]; then value=; continue; fi
    case "$at $word" in
      ${patterns(valueFlags(tree))}) value="$at $word" ;;
      ${patterns(steps(tree))}) at="$at $word" ;;
    esac
  done
  if [[ -n $value ]]; then
    case "$value" in
${choices.join('\n') || '      *) ;;'}
    esac
    if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else mapfile -t COMPREPLY < <(compgen -f -- "$current"); fi
    return
  fi
  case "$at" in
${offers.join('\n')}
  esac
  if [[ $current == -* ]]; then words=$flags; else words=$commands; fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _drover drover
`;
}
