import {
  cancelUpdate,
  cutoverUpdate,
  pauseUpdate,
  resumeUpdate,
  retryUpdate,
  rollbackUpdate,
  undoCutoverUpdate,
} from '../../workflows/messages.ts';
import { newScript } from './fakeActivities.ts';
import type { Bench, Run } from './migrationBench.ts';

const actor = { actor: 'recorder' };
const firstCopy = 'copyDisk baseline 0 since null';

async function reaches(run: Run, status: string): Promise<void> {
  while ((await run.state()).status !== status) await new Promise(setImmediate);
}

/** The ways that a migration can go whose histories are kept in `test/histories/`: each returns when its run has ended. */
export const recordedRuns: Record<string, (bench: Bench) => Promise<Run>> = {
  warm: async (bench) => bench.start(newScript()),
  'cold-staged': async (bench) => bench.start(newScript({ strategy: 'cold', route: 'staged' })),
  'parked-and-retried': async (bench) => {
    const run = await bench.start(newScript({ failing: new Map([['copyDisk delta 1 since epoch/0', 1]]) }));
    await reaches(run, 'parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    return run;
  },
  'paused-and-resumed': async (bench) => {
    const script = newScript({ hanging: new Set([firstCopy]) });
    const run = await bench.start(script);
    while (!script.calls.includes(firstCopy)) await run.state();
    await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
    await reaches(run, 'paused');
    script.hanging.clear();
    await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
    return run;
  },
  cancelled: async (bench) => {
    const script = newScript({ hanging: new Set([firstCopy]) });
    const run = await bench.start(script);
    while (!script.calls.includes(firstCopy)) await run.state();
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    return run;
  },
  'rolled-back': async (bench) => {
    const run = await bench.start(newScript({ failing: new Map([['bootTarget', 1]]) }));
    await reaches(run, 'parked');
    await run.handle.executeUpdate(rollbackUpdate, { args: [actor] });
    return run;
  },
  'cutover-undone': async (bench) => {
    const script = newScript({ failing: new Map([['defineTarget', 1]]) });
    const run = await bench.start(script, { delta: { intervalSeconds: 3600, minimumRounds: 0 } });
    await reaches(run, 'parked');
    await run.handle.executeUpdate(undoCutoverUpdate, { args: [actor] });
    await reaches(run, 'holding');
    await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    return run;
  },
  'source-ran-again': async (bench) => {
    const run = await bench.start(newScript({ failing: new Map([['requireSourceUntouched', 1]]) }));
    await reaches(run, 'parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    return run;
  },
  'snapshot-renewed': async (bench) => {
    const script = newScript({ hanging: new Set([firstCopy]) });
    const run = await bench.start(script, { snapshots: { maximumAgeHours: 1 / 3600 } });
    while (!script.calls.includes('dropSnapshot snapshot-0')) await run.state();
    script.hanging.clear();
    return run;
  },
};
