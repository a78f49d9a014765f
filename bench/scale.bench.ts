import { untilSignal } from '../start/commands/untilSignal.ts';
import { type Bench, type BenchLine, limitRow } from './bench.ts';
import { apiLatency, type Latency } from './scale/apiLatency.ts';
import { outlook } from './scale/outlook.ts';
import { lags } from './scale/roundLateness.ts';
import { readScaleOptions, type ScaleOptions } from './scale/scaleOptions.ts';
import { say, withScaleStack } from './scale/scaleStack.ts';
import { describeStep, runScenario, type ScenarioOutcome } from './scale/scenario.ts';
import { seedDatabase } from './scale/seedDatabase.ts';

const MiB = 1024 ** 2;
const latencyLimitMs = 100;
/** A round that nothing disturbs: snapshot, copy, removal. */
const ownMs = 5_000;
/** Shares of the runs at which the rounds of the quick ones are watched. */
const shares = [0.25, 0.5, 0.75, 1];
/** Where rounds do not lag by then, more are opened until they do. */
const sharesBeyond = [1.5, 2, 3, 4];
/** `limit.historyCount.suggestContinueAsNew` and `limit.historySize.suggestContinueAsNew` of the Temporal server. */
const suggestedEvents = 4096;
const suggestedMiB = 4;

/** The product under many open migrations, between two labs, all on this machine. */
export const bench: Bench = {
  name: 'scale',
  async run(given) {
    const options = readScaleOptions(given);
    const { signal } = untilSignal();
    const quick = await quickRuns(options, signal);
    const many = await manyRuns(options, signal);
    return [...quick.lines, ...many.lines, outlook(quick.outcome, many.outcome)];
  },
};

/** A fifth of the runs with ten times as many rounds: opened step by step, which shows from where on rounds lag. */
async function quickRuns({ runs, minutes }: ScaleOptions, signal: AbortSignal) {
  const most = Math.max(1, Math.round(runs / 5));
  const numbers = (parts: number[]) => [...new Set(parts.map((share) => Math.max(1, Math.round(most * share))))];
  const [steps, beyond] = [numbers(shares), numbers(sharesBeyond)];
  const intervalSeconds = minutes * 6;
  return withScaleStack(beyond.at(-1) ?? most, signal, async (stack) => {
    const outcome = await runScenario(stack, {
      ...{ intervalSeconds, steps, stepSeconds: 2 * intervalSeconds, watchSeconds: minutes * 60 },
      beyond: { steps: beyond, until: ({ lateness }) => lags(lateness, intervalSeconds * 1000, ownMs) },
    });
    return { outcome, lines: linesOf(outcome, { open: most, intervalSeconds, troubles: stack.troubles }) };
  });
}

async function manyRuns({ runs, minutes, finished, vms }: ScaleOptions, signal: AbortSignal) {
  const intervalSeconds = minutes * 60;
  // One more: the migration that all ended ones are copies of.
  return withScaleStack(runs + 1, signal, async (stack) => {
    const seeded = await seedDatabase(stack, stack.vms.at(-1)?.ref ?? '', { finished, vms });
    say('asking the API while nothing else is done');
    const quiet = await apiLatency(stack, seeded, { requests: 200, pauseMs: 0 });
    let busy: Latency[] = [];
    const outcome = await runScenario(stack, {
      intervalSeconds,
      // What the second half adds to memory is what one more run takes.
      steps: [...new Set([Math.ceil(runs / 2), runs])],
      stepSeconds: 0,
      watchSeconds: minutes * 60,
      async meanwhile() {
        busy = await apiLatency(stack, seeded, { requests: Math.min(400, minutes * 40), pauseMs: 100 });
      },
    });
    const stored = `${finished} ended migrations, ${vms} VMs`;
    const lines = [
      ...linesOf(outcome, { open: runs, intervalSeconds, troubles: stack.troubles }),
      ...quiet.map((one) => latencyRow(one, `${stored}, nothing open`)),
      ...busy.map((one) => latencyRow(one, `${stored}, ${runs} open`)),
    ];
    return { outcome, lines };
  });
}

function linesOf(
  { steps, beyond, failed, openingMs, histories, most, idleCores }: ScenarioOutcome,
  { open, intervalSeconds, troubles }: { open: number; intervalSeconds: number; troubles: string[] },
): BenchLine[] {
  const what = `${open} open, a delta every ${intervalSeconds} s`;
  const watched = [...steps, ...beyond].filter(({ seconds }) => seconds > 0);
  const knee = watched.find(({ lateness }) => lags(lateness, intervalSeconds * 1000, ownMs));
  const cores = steps.at(-1)?.cores ?? new Map<string, number>();
  const { mostEvents, mostBytes, eventsPerRound, bytesPerRound } = histories;
  // Two whole cycles of one run are needed for that.
  const perRound = Number.isNaN(eventsPerRound)
    ? ''
    : `, a round adds ${eventsPerRound} events and ${(bytesPerRound / 1024).toFixed(1)} KiB of payloads`;
  return [
    `${what}: ${failed.length} runs failed (asked for: none)`,
    ...failed.slice(0, 10).map((line) => `  failed: ${line}`),
    ...troubles.map((line) => `  ${line}`),
    `${what}: opened in ${(openingMs / 1000).toFixed(0)} s, ${(openingMs / 1000 / open).toFixed(2)} s each`,
    ...watched.map((step) => `  ${describeStep(step)}`),
    knee === undefined ? `  no step lagged` : `  rounds lag from ${knee.open} open on`,
    `  history: ${mostEvents} events and ${(mostBytes / 1024).toFixed(0)} KiB at most${perRound}; the round after which it has ` +
      `${suggestedEvents} events or ${suggestedMiB} MiB is the last of its history: the run is continued as new`,
    ...[...most].map(([name, bytes]) => {
      const [busy, idle] = [cores, idleCores].map((all) => (all.get(name) ?? 0).toFixed(2));
      return `  ${name}: ${(bytes / MiB).toFixed(0)} MiB at most, ${busy} cores (${idle} with nothing open)`;
    }),
  ];
}

function latencyRow({ what, p50Ms, p99Ms, requests }: Latency, where: string) {
  const told = `${what}: p99 (${where}; p50 ${p50Ms.toFixed(1)} ms, ${requests} requests)`;
  return limitRow({ what: told, ours: p99Ms, unit: 'ms', runs: 1 }, latencyLimitMs);
}
