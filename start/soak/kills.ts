import type { Migration } from '../../contract/migration.ts';
import { killProcess } from '../supervisor/killProcess.ts';
import type { Scenario } from './scenario.ts';
import { hasReached, stagesOf } from './stages.ts';

/** The kills of one scenario, each to be done when its migration has come to the stage. */
export class Kills {
  readonly done: Scenario['kills'] = [];
  readonly #runFolder: string;
  readonly #scenario: Scenario;

  /** @param runFolder where the supervisor notes what runs; it starts again what was killed */
  constructor(runFolder: string, scenario: Scenario) {
    this.#runFolder = runFolder;
    this.#scenario = scenario;
  }

  /** Does what is due. A process that is being started just now is killed at a later look. @returns whether all are done */
  look(migration: Migration): boolean {
    const { way, boots, kills } = this.#scenario;
    const order = stagesOf(way, boots);
    for (const kill of kills) {
      if (this.done.includes(kill) || !hasReached(migration, order, kill.at)) continue;
      if (killProcess(this.#runFolder, kill.process)) this.done.push(kill);
    }
    return this.done.length === kills.length;
  }
}
