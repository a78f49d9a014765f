import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bashScript.ts';
import { commandTree } from '../completion/commandTree.ts';
import { fishScript } from '../completion/fishScript.ts';
import { zshScript } from '../completion/zshScript.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
type Shell = keyof typeof scripts;

/** Call it last: it knows the commands that are there when it runs. */
export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('print the completion script of a shell, e.g. source <(drover completion bash)')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .action((shell: Shell) => {
      process.stdout.write(scripts[shell](commandTree(program)));
    });
}
