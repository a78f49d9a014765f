import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEvent, AuditLine } from '../contract/audit.ts';
import { chainStart, hashOfEvent } from './auditChain.ts';
import { signHead } from './auditHead.ts';
import { checkExport } from './checkExport.ts';
import { loadSigningKey, type SigningKey } from './signingKey.ts';

let folder = '';
let key: SigningKey;
let lines: AuditLine[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  key = await loadSigningKey(join(folder, 'signing.pem'));
  lines = chain(1, 6);
});
afterAll(() => rm(folder, { recursive: true }));

const at = '2026-11-26T12:00:00.000Z';

function chain(from: number, to: number): AuditLine[] {
  let end = chainStart;
  const events: AuditLine[] = [];
  for (let position = 1; position <= to; position += 1) {
    const event: AuditEvent = {
      ...{ id: String(position * 3), at, actor: 'eve', actorId: null, address: '::1', credential: 'session' },
      ...{ action: 'test.add', subject: 'größe/1', outcome: 'done', code: null, before: null, after: { n: 1.5 } },
      ...{ detail: { text: '\u{1f404} "x"' }, requestId: 'r', workflowId: null },
    };
    const hash = hashOfEvent(event, { previousHash: end.hash, position });
    if (position >= from) events.push({ position, previousHash: end.hash, hash, event });
    end = { position, hash };
  }
  return [...events, signHead({ ...end, at }, key)];
}

const check = async (all: readonly AuditLine[], instance?: string) =>
  checkExport(
    (async function* () {
      yield* all;
    })(),
    instance,
  );

test('an export is sound whole, from a later place on, and with the next one behind it', async () => {
  expect(await check(lines, key.instance)).toMatchObject({ events: 6, from: 1, fault: null });
  expect(await check(chain(4, 6))).toMatchObject({ events: 3, from: 4, fault: null });
  expect(await check([...lines, ...chain(7, 9)])).toMatchObject({ events: 9, fault: null });
  expect(await check([signHead({ ...chainStart, at }, null)])).toMatchObject({ events: 0, fault: null });
});

test('no line can be left out, doubled or moved', async () => {
  for (let index = 0; index < lines.length; index += 1) {
    // Without its first line it is an export that begins later.
    if (index > 0) expect((await check(lines.toSpliced(index, 1))).fault).not.toBeNull();
    expect((await check(lines.toSpliced(index, 0, lines[index] as AuditLine))).fault !== null).toBe(index < 6);
    const [moved] = lines.slice(index);
    if (index < 6) expect((await check([...lines.toSpliced(index, 1), moved as AuditLine])).fault).not.toBeNull();
  }
  expect((await check(lines.slice(1))).from).toBe(2);
  expect((await check(lines.slice(-1))).fault).toMatchObject({ kind: 'cut-off' });
});

test('no character can be changed that means something', async () => {
  const texts = lines.map((line) => JSON.stringify(line));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(6),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.constantFrom(...'0a"9Z,'),
      async (index, where, by) => {
        const text = texts[index] ?? '';
        const offset = Math.floor(where * text.length);
        const line = parsed(text.slice(0, offset) + by + text.slice(offset + 1));
        if (line === null || JSON.stringify(line) === text) return;
        const { fault } = await check(lines.with(index, line)).catch(() => ({ fault: 'no audit line' }));
        expect(fault).not.toBeNull();
      },
    ),
    { numRuns: 400 },
  );
});

test('a signature of another instance, or none, is told where one is demanded', async () => {
  const other = 'a'.repeat(64);
  expect((await check(lines, other)).fault).toMatchObject({ kind: 'signature' });
  const end = lines.at(-1);
  if (end === undefined || 'event' in end) throw new Error('no head');
  const unsigned = [...lines.slice(0, -1), { ...end, signature: null }];
  expect((await check(unsigned)).fault).toBeNull();
  expect((await check(unsigned, key.instance)).fault).toMatchObject({ kind: 'signature' });
});

function parsed(text: string): AuditLine | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
