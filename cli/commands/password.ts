import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { readSecrets } from '../secretInput.ts';
import type { CommandContext, OpenContext } from './context.ts';

export function passwordCommand(program: Command, open: OpenContext): void {
  program
    .command('password')
    .description('change your own password; all your other logins end')
    .option('--password-stdin', 'the current one and the new one, a line each, on standard input')
    .action(({ passwordStdin }: { passwordStdin?: boolean }) => change(open(), passwordStdin === true));
}

async function change(context: CommandContext, fromStdin: boolean): Promise<void> {
  const client = openClient(context);
  const prompts = ['Current password: ', 'New password: '];
  const [current = '', password = ''] = await readSecrets(prompts, fromStdin, context.signal);
  await client.changePassword({ body: { current, password } });
  context.output.result({ ok: true }, () => 'The password is changed; all other logins have ended.');
}
