import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { frame, type JournalIdentity, type JournalRecord, parseFrames } from './journalRecords.ts';

const identity: JournalIdentity = {
  migrationId: 'm',
  diskId: 'd',
  capacityBytes: 1 << 20,
  path: '/v',
  mark: 'v|raw|1',
};
const counts = { changedBytes: 1, readBytes: 2, writtenBytes: 3, ms: 4 };
let folder = '';
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nextPath = () => {
  number += 1;
  return join(folder, `${number}.journal`);
};

async function withJournal<T>(path: string, work: (journal: Journal) => Promise<T> | T): Promise<T> {
  const journal = await Journal.open(path, identity);
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

describe('journal', () => {
  it('remembers rounds over openings', async () => {
    const path = nextPath();
    await withJournal(path, async (journal) => {
      expect(journal.begun).toBe(false);
      await journal.begin({ round: 0, key: 'a', full: true, fresh: true });
      await journal.durable(0, 65536, counts);
    });
    await withJournal(path, async (journal) => {
      expect(journal.round(0)).toMatchObject({ key: 'a', fresh: true, upTo: 65536, outcome: null, ...counts });
      expect(journal.complete).toBe(false);
      await journal.end(0, { ...counts, root: 'r' });
    });
    await withJournal(path, (journal) => {
      expect(journal.round(0)?.outcome).toEqual({ ...counts, root: 'r' });
      expect(journal.complete).toBe(true);
    });
  });

  it('remembers that a round was given up until a later one has ended', async () => {
    await withJournal(nextPath(), async (journal) => {
      await journal.begin({ round: 0, key: 'a', full: true, fresh: true });
      await journal.end(0, { ...counts, root: 'r' });
      await journal.begin({ round: 1, key: 'b', full: false, fresh: false });
      expect(journal.round(1)?.uncertainFrom).toBe(Number.MAX_SAFE_INTEGER);
      await journal.durable(1, 131072, counts);
      await journal.begin({ round: 1, key: 'c', full: false, fresh: false });
      expect(journal.round(1)).toMatchObject({ key: 'c', upTo: 0, uncertainFrom: 131072 });
      await journal.begin({ round: 2, key: 'd', full: false, fresh: false });
      expect(journal.round(2)?.uncertainFrom).toBe(0);
      await journal.end(2, { ...counts, root: 'r' });
      await journal.begin({ round: 3, key: 'e', full: false, fresh: false });
      expect(journal.round(3)?.uncertainFrom).toBe(Number.MAX_SAFE_INTEGER);
    });
  });

  it('stays complete when the number of the whole-disk round is begun again for a part', async () => {
    const path = nextPath();
    await withJournal(path, async (journal) => {
      await journal.begin({ round: 0, key: 'a', full: true, fresh: true });
      await journal.end(0, { ...counts, root: 'r' });
      await journal.begin({ round: 0, key: 'b', full: false, fresh: false });
      expect(journal.complete).toBe(true);
    });
    await withJournal(path, (journal) => expect(journal.complete).toBe(true));
  });

  it.each(Object.keys(identity))('refuses a journal of another %s', async (field) => {
    const path = nextPath();
    await withJournal(path, () => undefined);
    const other = { ...identity, [field]: field === 'capacityBytes' ? 7 : 'other' };
    await expect(Journal.open(path, other)).rejects.toMatchObject({
      code: 'transfer.journal-mismatch',
      message: expect.stringContaining(field),
    });
  });

  it('cut at any byte tells a state that was true, and goes on', async () => {
    const path = nextPath();
    const states: { size: number; upTo: number }[] = [];
    await withJournal(path, async (journal) => {
      await journal.begin({ round: 0, key: 'a', full: true, fresh: true });
      states.push({ size: (await stat(path)).size, upTo: 0 });
      for (let upTo = 65536; upTo <= 4 * 65536; upTo += 65536) {
        await journal.durable(0, upTo, counts);
        states.push({ size: (await stat(path)).size, upTo });
      }
    });
    const whole = await readFile(path);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const torn = nextPath();
      await writeFile(torn, whole.subarray(0, cut));
      const expected = states.findLast((state) => state.size <= cut)?.upTo;
      await withJournal(torn, async (journal) => {
        expect(journal.round(0)?.upTo).toBe(expected);
        await journal.begin({ round: 1, key: 'b', full: true, fresh: false });
      });
      await withJournal(torn, (journal) => expect(journal.round(1)?.key).toBe('b'));
      await rm(torn);
    }
  });

  it('takes zeros or rubbish at the end for a torn record, and damage before it for damage', () => {
    const records: JournalRecord[] = [
      { type: 'header', version: 1, ...identity },
      { type: 'begin', round: 0, key: 'a', full: true, fresh: true },
      { type: 'durable', round: 0, upTo: 65536, ...counts },
    ];
    const frames = records.map(frame);
    const whole = Buffer.concat(frames);
    const lastAt = whole.length - (frames.at(-1)?.length ?? 0);
    expect(parseFrames(Buffer.concat([whole, Buffer.alloc(100)])).records).toEqual(records);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(whole);
        damaged.writeUInt8((damaged[at] ?? 0) ^ flip, at);
        let parsed: ReturnType<typeof parseFrames> | null = null;
        try {
          parsed = parseFrames(damaged);
        } catch {
          // Refused.
        }
        // Never anything that was not written: at most fewer records.
        if (parsed !== null) expect(records.slice(0, parsed.records.length)).toEqual(parsed.records);
        // A length that is wrong may point at bytes that look like more records: refused then.
        if (at >= lastAt + 4) expect(parsed?.records).toEqual(records.slice(0, 2));
      }),
    );
  });
});
