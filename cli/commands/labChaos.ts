import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { drawFault } from '../chaos/drawFault.ts';
import { freshSeed, SeededRandom } from '../chaos/seededRandom.ts';
import { usageError } from '../exitCode.ts';
import { chosenLabs, type LabOption } from './chosenLabs.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface ChaosOptions extends LabOption {
  seed?: string;
  minutes: string;
  every: string;
}

export function labChaosCommand(lab: Command, open: OpenContext): void {
  lab
    .command('chaos')
    .description('arm one random fault after another; each ends well, at most after a retry')
    .option('--lab <name>', 'vsphere or proxmox; absent: both')
    .option('--seed <n>', 'draw the same faults again')
    .option('--minutes <n>', 'for how long', '5')
    .option('--every <seconds>', 'time from one fault to the next', '5')
    .action((options: ChaosOptions) => chaos(open(), options));
}

/** Until the time is over or Ctrl-C; then nothing is armed any more. */
async function chaos({ config, output, signal }: CommandContext, options: ChaosOptions): Promise<void> {
  const seed = options.seed === undefined ? freshSeed() : positive('--seed', options.seed);
  const endsAt = performance.now() + positive('--minutes', options.minutes) * 60_000;
  const pauseMs = positive('--every', options.every) * 1000;
  const controls = chosenLabs(config.dataDir, options);
  const known = await Promise.all(controls.map(async (control) => ({ control, faults: await control.known() })));
  const random = new SeededRandom(seed);
  const armed: { lab: string; name: string }[] = [];
  output.note(`seed ${seed}`);
  try {
    while (performance.now() < endsAt && !signal.aborted) {
      const { control, faults } = random.pick(known);
      const { name, count, skip } = await control.arm(drawFault(random, faults));
      const { kind } = control.info;
      armed.push({ lab: kind, name });
      output.note(`${new Date().toISOString()} ${kind}: ${name}, ${count} times after ${skip} occasions`);
      await wait(Math.min(pauseMs, Math.max(0, endsAt - performance.now())), undefined, { signal }).catch(
        () => undefined,
      );
    }
  } finally {
    for (const control of controls) await control.clear();
  }
  output.result({ seed, armed }, () => `${armed.length} faults were armed; none is any more. Again: --seed ${seed}`);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw usageError(`${option} takes a number of 0 or more, not ${text}.`);
  }
  return value;
}
