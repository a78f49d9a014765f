import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { usageError } from './exitCode.ts';

/** A secret from a terminal without showing it, or the first line of standard input. Never from the command line. */
export async function readSecret(prompt: string, fromStdin: boolean, signal: AbortSignal): Promise<string> {
  const { stdin } = process;
  if (!fromStdin && !stdin.isTTY) {
    throw usageError('There is no terminal to ask on: give the secret on standard input with --password-stdin.');
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (!fromStdin) process.stderr.write(prompt);
  const lines = createInterface({ input: stdin, output: silent, terminal: !fromStdin });
  try {
    return await firstLine(lines, signal);
  } finally {
    lines.close();
    if (!fromStdin) process.stderr.write('\n');
  }
}

/** Several secrets, asked for one after the other, or each a line of standard input. */
export async function readSecrets(prompts: string[], fromStdin: boolean, signal: AbortSignal): Promise<string[]> {
  const secrets: string[] = [];
  if (!fromStdin) {
    for (const prompt of prompts) secrets.push(await readSecret(prompt, false, signal));
    return secrets;
  }
  for await (const line of createInterface({ input: process.stdin, signal })) {
    if (line === '') throw usageError('The secret is empty.');
    secrets.push(line);
    if (secrets.length === prompts.length) return secrets;
  }
  throw usageError(`Standard input has ${secrets.length} of ${prompts.length} secrets, a line each.`);
}

function firstLine(lines: ReturnType<typeof createInterface>, signal: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    lines.once('SIGINT', () => fail(new Error('interrupted')));
    lines.once('line', (line) => (line === '' ? fail(usageError('The secret is empty.')) : done(line)));
    lines.once('close', () => fail(usageError('Standard input ended before a secret came.')));
  });
}
