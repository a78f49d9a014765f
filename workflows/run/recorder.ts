import { CancellationScope, condition } from '@temporalio/workflow';
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
