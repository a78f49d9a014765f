import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { holdLock } from './volumeLock.ts';

const module = JSON.stringify(new URL('./volumeLock.ts', import.meta.url).href);

/** Another process that holds the lock until it is asked to leave. */
async function otherHolder(thing: string, epoch: number): Promise<{ child: ChildProcess; gone: Promise<unknown[]> }> {
  const program = `import { holdLock } from ${module}; const lock = await holdLock(${JSON.stringify(thing)}, ${epoch});
    console.log('held'); const stay = setInterval(() => undefined, 1000);
    lock.lost.addEventListener('abort', () => { clearInterval(stay); lock[Symbol.asyncDispose](); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  return { child, gone };
}

it('is held by one process at a time and goes with its holder, however that ends', async () => {
  const thing = `test ${process.pid}`;
  const { child, gone } = await otherHolder(thing, 0);
  await expect(holdLock(thing)).rejects.toMatchObject({ code: 'platform.busy' });
  child.kill('SIGKILL');
  await gone;
  const lock = await holdLock(thing);
  await expect(holdLock(thing)).rejects.toMatchObject({ code: 'platform.busy' });
  await lock[Symbol.asyncDispose]();
  await (await holdLock(thing))[Symbol.asyncDispose]();
});

it('goes to the higher epoch, and only to it', async () => {
  const thing = `epochs ${process.pid}`;
  const { gone } = await otherHolder(thing, 7);
  await expect(holdLock(thing, 6)).rejects.toMatchObject({ code: 'transfer.fenced' });
  await expect(holdLock(thing, 7)).rejects.toMatchObject({ code: 'platform.busy' });
  await using lock = await holdLock(thing, 8);
  expect(lock.lost.aborted).toBe(false);
  // The other one was asked, stopped and ended by itself.
  expect(await gone).toEqual([0, null]);
});

it('is taken from a holder that was stopped, which cannot wake up any more', async () => {
  const thing = `stopped ${process.pid}`;
  const { child, gone } = await otherHolder(thing, 1);
  child.kill('SIGSTOP');
  await using lock = await holdLock(thing, 2);
  child.kill('SIGCONT');
  expect(await gone).toEqual([null, 'SIGKILL']);
  expect(lock.lost.aborted).toBe(false);
}, 30_000);
