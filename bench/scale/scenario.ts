import { setTimeout as wait } from 'node:timers/promises';
import { type HistorySizes, historySizesOf } from './historySizes.ts';
import { countRuns, openRuns } from './openRuns.ts';
import { coresBetween } from './processUse.ts';
import { type EndedRound, type Lateness, latenessOf } from './roundLateness.ts';
import { type ScaleStack, say } from './scaleStack.ts';

export interface Scenario {
  intervalSeconds: number;
  /** Numbers of open runs, ascending. */
  steps: number[];
  /** Each step but the last is watched for so long; 0: only what it takes is looked at. */
  stepSeconds: number;
  /** The last step is watched for so long. */
  watchSeconds: number;
  /** Done while the last step is watched. */
  meanwhile?: () => Promise<void>;
  /** Opened after all that was asked for has been looked at, each watched like the others, until one is as it says. */
  beyond?: { steps: number[]; until(step: Step): boolean };
}

export interface Step {
  open: number;
  seconds: number;
  lateness: Lateness;
  /** Cores that each process kept busy while the step was watched. */
  cores: Map<string, number>;
  /** Bytes resident at its end, by process. */
  resident: Map<string, number>;
}

export interface ScenarioOutcome {
  steps: Step[];
  /** Steps beyond what was asked for. */
  beyond: Step[];
  /** Of the steps. */
  failed: string[];
  /** From the first request to the last baseline, over all steps. */
  openingMs: number;
  histories: HistorySizes;
  /** Most bytes resident, by process. */
  most: Map<string, number>;
  /** Cores that each process keeps busy while nothing is open. */
  idleCores: Map<string, number>;
}

const tellMs = 30_000;
const idleMs = 15_000;

/** Opens runs step by step and looks how late their rounds are at each. */
export async function runScenario(stack: ScaleStack, scenario: Scenario): Promise<ScenarioOutcome> {
  const { intervalSeconds } = scenario;
  const opened: string[] = [];
  const steps: Step[] = [];
  let openingMs = 0;
  const idleCores = await idle(stack);
  for (const [index, open] of scenario.steps.entries()) {
    const from = performance.now();
    await openRuns(stack, open, { intervalSeconds, opened });
    openingMs += performance.now() - from;
    const last = index === scenario.steps.length - 1;
    const seconds = last ? scenario.watchSeconds : scenario.stepSeconds;
    const [step] = await Promise.all([
      watch(stack, opened, { ...scenario, seconds }),
      last ? scenario.meanwhile?.() : null,
    ]);
    steps.push(step);
  }
  const { failed } = await countRuns(stack, opened);
  const histories = await historySizesOf(stack, opened);
  const most = new Map([...stack.use.look().values()].map(({ name, mostBytes }) => [name, mostBytes]));
  const told = [...failed].map(([id, why]) => `${id} ${why}`);
  const beyond = steps.some((step) => scenario.beyond?.until(step)) ? [] : await goBeyond(stack, scenario, opened);
  return { steps, beyond, failed: told, openingMs, histories, most, idleCores };
}

async function goBeyond(stack: ScaleStack, scenario: Scenario, opened: string[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const open of scenario.beyond?.steps ?? []) {
    await openRuns(stack, open, { ...scenario, opened });
    const step = await watch(stack, opened, { ...scenario, seconds: scenario.stepSeconds });
    steps.push(step);
    if (scenario.beyond?.until(step)) break;
  }
  return steps;
}

export function describeStep({ open, lateness }: Step): string {
  const { rounds, due, p50Ms, p95Ms, mostMs } = lateness;
  const late = [p50Ms, p95Ms, mostMs].map((ms) => (ms / 1000).toFixed(1));
  return `${open} open: ${rounds} rounds of ${due.toFixed(0)} due; late ${late[0]} s (half), ${late[1]} s (95 %), ${late[2]} s (most)`;
}

async function idle({ use, signal }: ScaleStack): Promise<Map<string, number>> {
  say('looking at what it takes with nothing open');
  const [from, before] = [performance.now(), use.look()];
  await wait(idleMs, undefined, { signal });
  return coresBetween(before, use.look(), performance.now() - from);
}

async function watch(
  stack: ScaleStack,
  opened: readonly string[],
  { intervalSeconds, seconds }: { intervalSeconds: number; seconds: number },
): Promise<Step> {
  const { use, signal } = stack;
  if (seconds > 0) say(`${opened.length} open, a delta every ${intervalSeconds} s: watched for ${seconds} s`);
  const [from, before] = [Date.now(), use.look()];
  for (let left = seconds * 1000; left > 0; left = seconds * 1000 - (Date.now() - from)) {
    await wait(Math.min(left, tellMs), undefined, { signal });
    const { failed } = await countRuns(stack, opened);
    const so = latenessOf(await roundsOf(stack, opened), { from, to: Date.now(), intervalMs: intervalSeconds * 1000 });
    say(`  ${so.rounds} rounds of ${so.due.toFixed(0)} due, ${failed.size} failed`);
  }
  const [to, after] = [Date.now(), use.look()];
  const { open } = await countRuns(stack, opened);
  const lateness = latenessOf(await roundsOf(stack, opened), { from, to, intervalMs: intervalSeconds * 1000 });
  const resident = new Map([...after.values()].map(({ name, residentBytes }) => [name, residentBytes]));
  const cores = coresBetween(before, after, Math.max(1, to - from));
  const step = { open, seconds: (to - from) / 1000, lateness, cores, resident };
  if (seconds > 0) say(describeStep(step));
  return step;
}

async function roundsOf({ database }: ScaleStack, opened: readonly string[]): Promise<EndedRound[]> {
  const { rows } = await database.query<{ id: string; at: Date }>(
    'select migration_id as id, ended_at as at from migration_round where migration_id = any($1)',
    [opened],
  );
  return rows.map(({ id, at }) => ({ migrationId: id, endedAt: at.getTime() }));
}
