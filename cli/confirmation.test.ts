import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from './confirmation.ts';
import { createOutput } from './output.ts';

const asked = { text: 'It is shut down.', question: 'Cut over now?', yes: false };

/** What is written on the terminal, and what came of it. */
async function answered(answer: string, changes: { yes?: boolean; isTTY?: boolean } = {}) {
  const { isTTY = true, ...said } = changes;
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  stdin.end(answer);
  const output = createOutput(false, { stdout: process.stdout, stderr: stderr as never });
  const signal = new AbortController().signal;
  const failure = await confirm({ output, signal }, { ...asked, ...said }, { stdin, stderr }).catch((error) => error);
  return { told: String(stderr.read() ?? ''), failure };
}

test.each(['y\n', 'yes\n', 'Y\n', 'y'])('%j goes on, after what happens was told', async (answer) => {
  expect(await answered(answer)).toEqual({ told: 'It is shut down.\nCut over now? [y/N] ', failure: undefined });
});

test.each(['\n', 'n\n', 'yesterday\n', ''])('%j does not', async (answer) => {
  expect((await answered(answer)).failure).toMatchObject({ code: 1, message: expect.stringContaining('nothing has') });
});

test('--yes tells and does not ask; without it and without a terminal it is refused', async () => {
  expect(await answered('', { yes: true, isTTY: false })).toEqual({ told: 'It is shut down.\n', failure: undefined });
  expect((await answered('y\n', { isTTY: false })).failure).toMatchObject({
    ...{ code: 2, message: expect.stringContaining('--yes') },
  });
});

test('Ctrl-C ends the question', async () => {
  const interrupt = new AbortController();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const context = { output: createOutput(false), signal: interrupt.signal };
  const outcome = confirm(context, asked, { stdin, stderr: new PassThrough() });
  interrupt.abort(new Error('interrupted'));
  await expect(outcome).rejects.toThrow('interrupted');
});
