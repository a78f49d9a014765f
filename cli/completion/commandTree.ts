import type { Command, Option } from 'commander';

export interface TreeOption {
  /** `-f` and `--file`. */
  flags: string[];
  description: string;
  takesValue: boolean;
  choices: string[];
}

/** One command with what may follow it. */
export interface TreeNode {
  /** `drover plans show` */
  path: string;
  commands: { name: string; description: string }[];
  options: TreeOption[];
}

/** Every command that `drover --help` leads to, from commander's own tree; global options are told of each. */
export function commandTree(program: Command): TreeNode[] {
  const globals = program.options.map(optionOf);
  const nodes: TreeNode[] = [];
  const visit = (command: Command, path: string) => {
    const commands = command
      .createHelp()
      .visibleCommands(command)
      .filter((one) => one.name() !== 'help');
    const own = command === program ? [] : command.options.filter(({ hidden }) => !hidden).map(optionOf);
    nodes.push({
      path,
      commands: commands.map((one) => ({ name: one.name(), description: one.description() })),
      options: [...own, ...globals, help],
    });
    for (const one of commands) visit(one, `${path} ${one.name()}`);
  };
  visit(program, program.name());
  return nodes;
}

const help: TreeOption = {
  flags: ['-h', '--help'],
  description: 'display help for command',
  takesValue: false,
  choices: [],
};

function optionOf({ short, long, description, required, optional, argChoices }: Option): TreeOption {
  const flags = [short, long].filter((flag) => flag !== undefined);
  return { flags, description, takesValue: required || optional, choices: argChoices ?? [] };
}
