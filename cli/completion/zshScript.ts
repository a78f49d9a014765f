import type { TreeNode } from './commandTree.ts';
import { quoted, steps, valueChoices, valueFlags } from './shellWords.ts';

/** For zsh with its own completion system: `compinit` has to have run. */
export function zshScript(tree: TreeNode[]): string {
  const patterns = (words: string[]) => words.map(quoted).join('|');
  const described = (name: string, description: string) => quoted(`${name.replaceAll(':', '\\:')}:${description}`);
  const offers = tree.map(({ path, commands, options }) => {
    const names = commands.map(({ name, description }) => described(name, description));
    const flags = options.flatMap((option) => option.flags.map((flag) => described(flag, option.description)));
    return `    ${quoted(path)})\n      commands=(${names.join(' ')})\n      flags=(${flags.join(' ')}) ;;`;
  });
  const choices = valueChoices(tree).map(
    ({ after, choices: words }) => `      ${quoted(after)}) compadd -- ${words.map(quoted).join(' ')}; return ;;`,
  );
  return `#compdef drover
# zsh completion of drover: source <(drover completion zsh)
_drover() {
  local at=drover value= word i
  local -a commands flags
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
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
    _files
    return
  fi
  case "$at" in
${offers.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe option flags; else _describe command commands; fi
}
compdef _drover drover
`;
}
