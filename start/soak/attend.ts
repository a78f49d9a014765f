import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiProblem, ApiUnreachable } from '../../client/apiProblem.ts';
import type { Client } from '../../client/client.ts';
import type { Migration } from '../../contract/migration.ts';

export interface Attended {
  migration: Migration;
  /** Codes that it parked with, in order. */
  parked: string[];
}

/** Often enough to be in most stages while they last. */
const lookEveryMs = 100;
const mostRetries = 5;
const patienceMs = 240_000;

/** A migration that has not come to an end although everything works again. */
export class NotEnded extends Error {}

interface Duty {
  mend: () => Promise<void>;
  /** Called with what each look has seen. @returns whether nothing is left to be done to it: before that, no end counts */
  disturb: (migration: Migration) => boolean;
  /** Whether it is to be cancelled by now. */
  cancelAt: (migration: Migration) => boolean;
  signal: AbortSignal;
}

/**
 * Looks after a migration as an operator would: mends what it parked for, retries, and cancels when that was planned.
 * @throws NotEnded
 */
export async function attend(api: Client, id: string, duty: Duty): Promise<Attended> {
  const startedAt = performance.now();
  const parked: string[] = [];
  let cancelled = false;
  for (;;) {
    const migration = await patiently(duty.signal, () => api.getMigration({ params: { id } }));
    const disturbed = duty.disturb(migration);
    if (migration.endedAt !== null && disturbed) return { migration, parked };
    const age = performance.now() - startedAt;
    if (!cancelled && migration.endedAt === null && duty.cancelAt(migration)) {
      await command(api, migration, 'cancel', duty.signal);
      cancelled = true;
    } else if (migration.parked !== null) {
      parked.push(migration.parked.code);
      if (parked.length > mostRetries)
        throw new NotEnded(`it parks again and again: ${JSON.stringify(migration.parked)}`);
      await duty.mend();
      await command(api, migration, 'retry', duty.signal);
    }
    if (age > patienceMs)
      throw new NotEnded(`after ${patienceMs / 1000} s it is ${migration.status} in ${migration.stage}`);
    await wait(lookEveryMs, undefined, { signal: duty.signal });
  }
}

/** A command that the state no longer accepts has been overtaken by what the migration did itself. */
async function command(api: Client, { id }: Migration, name: 'retry' | 'cancel', signal: AbortSignal): Promise<void> {
  const idempotencyKey = randomUUID();
  await patiently(signal, async () => {
    try {
      await api.commandMigration({ params: { id, name }, body: {}, idempotencyKey });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.problem.code === 'command.refused')) throw error;
    }
  });
}

/** Asks again while the API, or what it stands on, is away. */
export async function patiently<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const away = error instanceof ApiUnreachable || (error instanceof ApiProblem && error.problem.status >= 500);
      if (!away || performance.now() > deadline) throw error;
      await wait(lookEveryMs, undefined, { signal });
    }
  }
}
