import { CancellationScope, condition, patched } from '@temporalio/workflow';
import type { Migration } from '../../contract/migration.ts';
import { projection } from './activities.ts';

/** Sends the newest state to the projection, one call at a time; states in between are skipped. */
export class Recorder {
  private latest: Migration | null = null;
  private busy = false;

  tell(migration: Migration): void {
    this.latest = migration;
    if (!this.busy) void CancellationScope.nonCancellable(() => this.drain());
  }

  /** Resolves when the last state was sent, or given up. */
  async settled(): Promise<void> {
    await condition(() => !this.busy);
  }

  private async drain(): Promise<void> {
    this.busy = true;
    while (this.latest !== null) {
      if (patched('record-once-a-turn')) await endOfTurn();
      const migration = this.latest;
      this.latest = null;
      try {
        await projection.record(migration);
      } catch {
        // Lists lag behind until the next change; the run itself goes on.
      }
    }
    this.busy = false;
  }
}

/** After all that the workflow does before it waits again: a stage's end and the next one's beginning are one state. */
async function endOfTurn(): Promise<void> {
  let ended = false;
  const end = condition(() => ended);
  ended = true;
  await end;
}
