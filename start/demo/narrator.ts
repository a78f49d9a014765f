import type { WriteStream } from 'node:tty';
import type { DiskProgress, Migration } from '../../contract/migration.ts';
import { eventsBetween, progressLine } from './events.ts';

export interface Narrator {
  show(migration: Migration, progress: DiskProgress[]): void;
  end(): void;
}

const plainEveryMs = 2_000;
const eraseLine = '\r\u001b[2K';

/** Tells a migration as it goes: lines for what happened, and on a terminal one live line for what goes on. */
export function createNarrator(out: WriteStream | NodeJS.WritableStream): Narrator {
  const isTerminal = 'isTTY' in out && out.isTTY === true;
  let before: Migration | undefined;
  let shown = '';
  let shownAt = Number.NEGATIVE_INFINITY;

  function say(line: string): void {
    out.write(`${isTerminal ? eraseLine : ''}  ${line}\n`);
  }

  function showProgress(line: string): void {
    if (line === shown) return;
    if (isTerminal) out.write(`${eraseLine}${line === '' ? '' : `  ${line}`}`);
    else if (line !== '' && performance.now() - shownAt > plainEveryMs) say(line);
    else return;
    shown = line;
    shownAt = performance.now();
  }

  return {
    show(migration, progress) {
      for (const line of eventsBetween(before, migration)) say(line);
      before = migration;
      showProgress(progressLine(migration, progress));
    },
    end() {
      if (isTerminal) out.write(eraseLine);
    },
  };
}
