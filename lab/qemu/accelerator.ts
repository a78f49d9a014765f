import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, lstatSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bootSector, bootSectorSays } from './bootSector.ts';

export type Accelerator = 'kvm' | 'tcg';
/** `probe`: KVM where a boot proves that it runs guests. */
export type AcceleratorChoice = Accelerator | 'probe';

export function isAcceleratorChoice(word: string): word is AcceleratorChoice {
  return ['kvm', 'tcg', 'probe'].includes(word);
}

export interface ProbeOptions {
  device: string;
  program: string;
  /** Keeps the answer until the machine boots again. */
  cacheFile: string;
  /** A /dev/kvm may open and then hang the guest: it is killed after so long. */
  limitMs: number;
}

const uid = process.getuid?.() ?? 0;

const usual: ProbeOptions = {
  device: '/dev/kvm',
  program: 'qemu-system-x86_64',
  cacheFile: join(tmpdir(), `drover-kvm-${uid}.json`),
  limitMs: 10_000,
};

/** @returns a function that decides at its first call, once for all who ask */
export function chooseAccelerator(choice: AcceleratorChoice): () => Promise<Accelerator> {
  let chosen: Promise<Accelerator> | undefined;
  return () => {
    if (chosen !== undefined) return chosen;
    chosen = choice === 'probe' ? probeAccelerator() : Promise.resolve(choice);
    // Where it cannot even be tried, emulation works.
    chosen = chosen.catch(() => 'tcg');
    return chosen;
  };
}

/** Boots a sector that prints a line, at most once per boot of the machine; without a device there is nothing to try. */
export async function probeAccelerator(options: Partial<ProbeOptions> = {}): Promise<Accelerator> {
  const { device, program, cacheFile, limitMs } = { ...usual, ...options };
  if (!canOpen(device)) return 'tcg';
  const boot = bootId();
  const known = readAnswer(cacheFile, boot);
  if (known !== undefined) return known;
  const lock = `${cacheFile}.lock`;
  if (!claim(lock)) return answerOfAnother(cacheFile, boot, limitMs);
  try {
    const answer = (await boots(program, limitMs)) ? 'kvm' : 'tcg';
    keepAnswer(cacheFile, { boot, answer });
    return answer;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Both labs of an instance start at once: one of them tries. */
function claim(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch {
    return false;
  }
}

async function answerOfAnother(cacheFile: string, boot: string, limitMs: number): Promise<Accelerator> {
  const until = performance.now() + limitMs + 1_000;
  while (performance.now() < until) {
    const answer = readAnswer(cacheFile, boot);
    if (answer !== undefined) return answer;
    await wait(100);
  }
  // Whoever tried was killed: the next start tries again.
  rmSync(`${cacheFile}.lock`, { force: true });
  return 'tcg';
}

function canOpen(device: string): boolean {
  try {
    closeSync(openSync(device, 'r+'));
    return true;
  } catch {
    return false;
  }
}

async function boots(program: string, limitMs: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  const image = join(folder, 'probe.img');
  writeFileSync(image, bootSector());
  const args = ['-nodefaults', '-display', 'none', '-M', 'pc', '-m', '32', '-accel', 'kvm', '-serial', 'stdio'];
  const drive = `file=${image.replaceAll(',', ',,')},format=raw,if=ide`;
  const child = spawn(program, [...args, '-drive', drive], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close').catch(() => undefined);
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  let said = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    said += text;
    if (said.includes(bootSectorSays)) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    if (text.includes('KVM internal error')) child.kill('SIGKILL');
  });
  try {
    await closed;
    return said.includes(bootSectorSays);
  } finally {
    clearTimeout(limit);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Only what this user has written counts: the folder is everybody's. */
function readAnswer(file: string, boot: string): Accelerator | undefined {
  try {
    const isOurs = lstatSync(file).uid === uid;
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { boot: string; answer: Accelerator };
    return isOurs && kept.boot === boot && boot !== '' ? kept.answer : undefined;
  } catch {
    return undefined;
  }
}

function keepAnswer(file: string, answer: { boot: string; answer: Accelerator }): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, JSON.stringify(answer), { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, file);
  } catch {
    // Without it the next start tries again.
  }
}

/** Of the machine, and of what was tried: a stricter guest is tried anew. */
function bootId(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${hash('sha256', bootSector()).slice(0, 16)}`;
  } catch {
    return '';
  }
}
