import type { ScenarioOutcome } from './scenario.ts';

const wanted = 10_000;
const everySeconds = 600;
/** Of the product; the labs stand for systems that are there anyway. */
const ours = ['worker-control', 'worker-mover', 'api', 'temporal', 'postgres'];
const GiB = 1024 ** 3;

/**
 * What so many runs at once with a delta every ten minutes would need: processor time by what a round took at the busiest
 * step, memory by what the second half of many open runs has added to the first.
 */
export function outlook(busiest: ScenarioOutcome, many: ScenarioOutcome): string {
  const step = busiest.steps.at(-1);
  const [half, whole] = [many.steps.at(0), many.steps.at(-1)];
  if (step === undefined || step.lateness.rounds === 0 || half === undefined || whole === undefined) {
    return `No round was done, so nothing can be said about ${wanted} runs.`;
  }
  const perSecond = wanted / everySeconds;
  const measured = step.lateness.rounds / step.seconds;
  const parts = ours.map((name) => {
    const idle = busiest.idleCores.get(name) ?? 0;
    const perRound = Math.max(0, (step.cores.get(name) ?? 0) - idle) / measured;
    const added = (whole.resident.get(name) ?? 0) - (half.resident.get(name) ?? 0);
    const each = Math.max(0, added) / Math.max(1, whole.open - half.open);
    const bytes = (whole.resident.get(name) ?? 0) + each * (wanted - whole.open);
    return { name, perRound, cores: idle + perRound * perSecond, bytes };
  });
  const each = parts.map(({ name, perRound, cores, bytes }) => {
    const milliseconds = (perRound * 1000).toFixed(0);
    return `${name} ${milliseconds} ms a round, ${cores.toFixed(1)} cores, ${(bytes / GiB).toFixed(1)} GiB`;
  });
  const cores = parts.reduce((sum, part) => sum + part.cores, 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return (
    `${wanted} open at once with a delta every ${everySeconds / 60} minutes, ${perSecond.toFixed(1)} rounds a second, ` +
    `would need ${Math.ceil(cores)} cores and ${Math.ceil(bytes / GiB)} GiB by these numbers (${each.join('; ')})`
  );
}
