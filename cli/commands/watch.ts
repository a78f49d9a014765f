import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import { subscribeEvents } from '../../client/events.ts';
import type { Migration } from '../../contract/migration.ts';
import { openSession } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { roundOf } from '../render/forecast.ts';
import { renderMigration, renderParked } from '../render/migration.ts';
import { progressLine } from '../render/progressLine.ts';
import type { CommandContext, OpenContext } from './context.ts';
import { News } from './news.ts';

/** Events tell at once that something is new; when one got lost, it is read after this time. */
const quietMs = 3_000;
const ends: readonly Migration['status'][] = ['completed', 'cancelled', 'rolled-back'];

export function watchCommand(program: Command, open: OpenContext): void {
  program
    .command('watch <migration>')
    .description('tell how a migration goes until it ends or needs a person')
    .action((id: string) => watch(open(), id));
}

/**
 * A line whenever something has changed. Leaves when the migration has ended, or is parked: then it waits for a
 * command, perhaps for days.
 * @throws CliError failed unless it completed
 */
export async function watch(context: CommandContext, id: string): Promise<void> {
  const { client, session } = openSession(context);
  const news = new News();
  const events = subscribeEvents({
    baseUrl: session.apiUrl,
    token: () => session.token,
    onEvent: () => news.arrived(),
  });
  try {
    conclude(context, await untilEnd(context, client, id, news));
  } finally {
    events.close();
  }
}

async function untilEnd(
  { output, signal }: CommandContext,
  client: Client,
  id: string,
  news: News,
): Promise<Migration> {
  let last = '';
  let hinted = false;
  for (;;) {
    const migration = await client.getMigration({ params: { id }, signal });
    const { items } = await client.getProgress({ params: { id }, signal });
    const live = items.filter(({ doneBytes, totalBytes }) => doneBytes < totalBytes);
    // A forecast that only grows with time is no news; that of another round is.
    const told = `${progressLine({ ...migration, forecast: null }, live)} ${roundOf(migration.forecast)}`;
    if (told !== last) {
      const { status, stage, revision, forecast } = migration;
      const line = () => progressLine(migration, live);
      output.event({ type: 'progress', id, status, stage, revision, forecast, disks: live }, line);
      last = told;
    }
    if (migration.status === 'holding' && !hinted) {
      output.note(`Ready to go over: drover cutover ${id}`);
      hinted = true;
    }
    if (ends.includes(migration.status) || migration.status === 'parked') return migration;
    await news.wait(quietMs, signal);
  }
}

function conclude({ output }: CommandContext, migration: Migration): void {
  output.event({ type: 'ended', migration }, () => `\n${renderMigration(migration)}`);
  if (migration.status === 'completed') return;
  const reason = migration.parked === null ? `It was ${migration.status}.` : renderParked(migration.parked);
  throw new CliError(exitCodes.failed, `The migration did not complete. ${reason}`);
}
