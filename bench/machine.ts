import { execFile } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { GiB } from './benchDisk.ts';

const run = promisify(execFile);

/** Programs that stand beside ours, and how each tells its version. */
const programs: [program: string, ...args: string[]][] = [
  ['nbdkit', '--version'],
  ['nbdcopy', '--version'],
  ['qemu-img', '--version'],
  ['nginx', '-v'],
  ['curl', '--version'],
  ['rclone', 'version'],
  ['sha256sum', '--version'],
  ['openssl', 'version'],
];

/** The machine and the versions on it, in two lines: figures of another one are others. */
export async function describeMachine(): Promise<string[]> {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / GiB)} GiB`;
  const versions = await Promise.all(programs.map((program) => versionOf(...program)));
  return [
    `${cores.length} cores of ${cores[0]?.model.trim() ?? 'an unknown processor'}, ${memory} of memory, Linux ${release()}`,
    [`Node.js ${process.versions.node}`, ...versions].join(', '),
  ];
}

async function versionOf(program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(program, args);
    const [line = ''] = `${stdout}${stderr}`.split('\n');
    return `${program} ${/v?(\d+(?:\.\d+)+)/.exec(line)?.[1] ?? line}`;
  } catch {
    return `${program} missing`;
  }
}
