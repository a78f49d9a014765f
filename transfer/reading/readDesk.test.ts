import { describe, expect, it } from 'vitest';
import { type CapsNow, ReadDesk } from './readDesk.ts';

const signal = new AbortController().signal;
const bounds = { first: 4, most: 8, mostBytes: 1024 ** 2 };
const caps: CapsNow = { all: undefined, ofHost: () => undefined, ofDatastore: () => undefined };
const ofA = (cap: number) => ({ ...caps, ofHost: (host: string) => (host === 'a' ? cap : undefined) });

/** Reads that have been let through and do not end before they are told. */
class OpenReads {
  readonly inFlight: PromiseWithResolvers<void>[] = [];
  most = 0;

  begin = async (): Promise<void> => {
    const read = Promise.withResolvers<void>();
    this.inFlight.push(read);
    this.most = Math.max(this.most, this.inFlight.length);
    await read.promise;
  };

  end(): void {
    this.inFlight.shift()?.resolve();
  }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('ReadDesk', () => {
  it.each([
    [
      'a host',
      ofA(3),
      [
        { host: 'a', datastore: '1' },
        { host: 'a', datastore: '2' },
      ],
    ],
    [
      'a datastore',
      { ...caps, ofDatastore: () => 3 },
      [
        { host: 'a', datastore: '1' },
        { host: 'b', datastore: '1' },
      ],
    ],
    ['a mover', { ...caps, all: 3 }, [{ host: 'a' }, { host: 'b' }, {}]],
  ])('lets no more reads through than %s may have, of all disks together', async (_, given, places) => {
    const desk = new ReadDesk();
    const reads = new OpenReads();
    desk.setCaps(given);
    const gates = places.map((place) => desk.open(place, bounds).gate);
    const all = gates.flatMap((gate) => Array.from({ length: 5 }, () => gate.read(1, reads.begin, signal)));
    for (let ended = 0; ended < all.length; ended += 1) {
      await settled();
      expect(reads.inFlight.length).toBe(Math.min(3, all.length - ended));
      reads.end();
    }
    await Promise.all(all);
    expect(reads.most).toBe(3);
  });

  it('applies caps that change to reads that wait', async () => {
    const desk = new ReadDesk();
    const reads = new OpenReads();
    desk.setCaps(ofA(1));
    const { gate } = desk.open({ host: 'a' }, bounds);
    const all = Array.from({ length: 6 }, () => gate.read(1, reads.begin, signal));
    await settled();
    expect(reads.inFlight.length).toBe(1);
    desk.setCaps(caps);
    await settled();
    // Now it is the disk's own window that holds the others back.
    expect(reads.inFlight.length).toBe(bounds.first);
    while (reads.inFlight.length > 0) {
      reads.end();
      await settled();
    }
    await Promise.all(all);
  });

  it('gives places back of reads that fail or are given up while they wait', async () => {
    const desk = new ReadDesk();
    desk.setCaps(ofA(1));
    const { gate } = desk.open({ host: 'a' }, bounds);
    await expect(gate.read(1, () => Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    const release = await desk.hold({ host: 'a' }, signal);
    const stop = new AbortController();
    const waiting = gate.read(1, () => Promise.resolve(), stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    release();
    await gate.read(1, () => Promise.resolve(), signal);
  });

  it('begins the next disk of a place where the last one had got to', async () => {
    const desk = new ReadDesk();
    const first = desk.open({ host: 'a', datastore: '1' }, bounds);
    first.gate.troubled();
    first.gate.troubled();
    first.close();
    const reads = new OpenReads();
    const { gate } = desk.open({ host: 'a', datastore: '1' }, bounds);
    const all = Array.from({ length: 4 }, () => gate.read(1, reads.begin, signal));
    await settled();
    expect(reads.inFlight.length).toBe(2);
    while (reads.inFlight.length > 0) {
      reads.end();
      await settled();
    }
    await Promise.all(all);
  });
});
