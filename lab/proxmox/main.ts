import { parseArgs } from 'node:util';
import { isAcceleratorChoice } from '../qemu/accelerator.ts';
import { startProxmoxLab } from './lab.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    port: { type: 'string', default: '0' },
    'control-port': { type: 'string', default: '0' },
    'refusal-delay-ms': { type: 'string', default: '3000' },
    'proxy-patience-ms': { type: 'string', default: '30000' },
    accelerator: { type: 'string', default: 'probe' },
  },
});
if (values.dir === undefined || !isAcceleratorChoice(values.accelerator)) {
  console.error(
    'Usage: main.ts --dir DIR [--port P] [--control-port P] [--refusal-delay-ms N] [--proxy-patience-ms N] ' +
      '[--accelerator probe|tcg|kvm]',
  );
  process.exit(2);
}

const lab = await startProxmoxLab({
  dir: values.dir,
  accelerator: values.accelerator,
  port: Number(values.port),
  controlPort: Number(values['control-port']),
  refusalDelayMs: Number(values['refusal-delay-ms']),
  proxyPatienceMs: Number(values['proxy-patience-ms']),
  log: (line) => console.error(line),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    lab.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
console.log(JSON.stringify(lab.info));
