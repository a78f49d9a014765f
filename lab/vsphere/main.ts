import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isAcceleratorChoice } from '../qemu/accelerator.ts';
import type { InventorySpec } from './inventory/inventorySpec.ts';
import { startVsphereLab } from './lab.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    port: { type: 'string', default: '0' },
    'control-port': { type: 'string', default: '0' },
    inventory: { type: 'string' },
    guests: { type: 'string' },
    asleep: { type: 'string', multiple: true },
    forgetful: { type: 'boolean', default: false },
    accelerator: { type: 'string', default: 'probe' },
  },
});

if (values.dir === undefined || !isAcceleratorChoice(values.accelerator)) {
  console.error(
    'Usage: main.ts --dir DIR [--port P] [--control-port P] [--inventory FILE] [--guests DIR] [--asleep NAME] [--forgetful] [--accelerator probe|tcg|kvm]',
  );
  process.exit(2);
}

const starting = startVsphereLab({
  dir: values.dir,
  guests: values.guests,
  asleep: values.asleep,
  forgetful: values.forgetful,
  accelerator: values.accelerator,
  inventory: values.inventory === undefined ? undefined : readInventory(values.inventory),
  ports: { https: Number(values.port), control: Number(values['control-port']) },
});

function readInventory(file: string): InventorySpec {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as InventorySpec;
  } catch (error) {
    console.error(`The inventory ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    // Told to stop while it still starts, it first finishes that: half-started guests could not be ended.
    void starting
      .then((lab) => lab.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  });
}

try {
  const { info } = await starting;
  process.stdout.write(`${JSON.stringify(info)}\n`);
} catch (error) {
  console.error(`The simulated vCenter cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
