import type { Command } from 'commander';
import type { KeyStatus } from '../../contract/keys.ts';
import { openClient } from '../apiAccess.ts';
import { printable, table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Keys that close stored secrets. */
export function keyCommands(program: Command, open: OpenContext): void {
  const keys = program.command('keys').description('keys that close stored secrets and workflow payloads');
  keys
    .command('status', { isDefault: true })
    .description('which keys close how many secrets')
    .action(() => status(open()));
  keys
    .command('rotate')
    .description('closes every stored secret with the current key; can be repeated')
    .option('--new-payload-key', 'also make a new key for workflow payloads')
    .action((options: { newPayloadKey?: boolean }) => rotate(open(), options.newPayloadKey === true));
}

async function status(context: CommandContext): Promise<void> {
  const told = await openClient(context).getKeys();
  context.output.result(told, () => render(told));
}

async function rotate(context: CommandContext, newPayloadKey: boolean): Promise<void> {
  const told = await openClient(context).rotateKeys({ body: { newPayloadKey } });
  context.output.result(told, () =>
    [
      `${told.resealed} secrets closed anew.`,
      ...told.failed.map(({ secret, code }) => printable(`left as it was: ${secret} (${code})`)),
      render(told.status),
    ].join('\n'),
  );
}

function render({ currentKey, keys, payloadKeys }: KeyStatus): string {
  const rows = keys.map(({ keyId, secrets }) => [keyId, String(secrets), keyId === currentKey ? 'current' : 'former']);
  const last = payloadKeys.at(-1);
  return [
    rows.length === 0
      ? `No secrets are stored. The current key is ${printable(currentKey)}.`
      : table(['KEY', 'SECRETS', ''], rows),
    last === undefined ? 'No payload key yet.' : `Payload key ${last.version}, since ${last.createdAt}.`,
  ].join('\n');
}
