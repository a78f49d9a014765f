import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../contract/plan.ts';
import type { SourceSnapshot } from '../../ports/sourcePlatform.ts';
import { hashLeaves, rootOfLeaves } from '../../proof/merkle.ts';
import { inflateInto } from '../../transfer/engine/inflateInto.ts';
import { openSource } from '../../transfer/openSource.ts';
import { ReadDesk } from '../../transfer/reading/readDesk.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

const signal = AbortSignal.timeout(280_000);
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 40, shutdownMilliseconds: 50, leaseTimeoutSeconds: 10 });
});

afterEach(() => lab.lab.world.faults.disarmAll());

/** Reads a located disk as the transfer engine does and computes its root with the product's own code. */
async function rootOver(transport: Transport, vm: string, snapshot: SourceSnapshot, diskId: string): Promise<string> {
  const location = await lab.platform.locate({ vm, snapshot: snapshot.ref, diskId, transport }, signal);
  const opened = await openSource(location, new ReadDesk(), signal);
  const { size } = opened.source;
  const bytes = Buffer.alloc(size);
  if (opened.kind === 'stream') {
    for await (const piece of opened.source.blocks(signal)) {
      const { offset, length, deflatedBytes } = piece;
      const deflated = Buffer.alloc(deflatedBytes);
      await piece.read(deflated);
      inflateInto(bytes.subarray(offset, offset + length), deflated, piece);
    }
  } else {
    const step = 1024 * 1024;
    for (let offset = 0; offset < size; offset += step) {
      (await opened.source.read(offset, Math.min(step, size - offset), signal)).copy(bytes, offset);
    }
  }
  await opened.source.close();
  return rootOfLeaves([hashLeaves(bytes)], size);
}

describe.each(['win2019-sql', 'odd-sizes'])('every disk of %s, powered off', (name) => {
  it('has the root that the lab computed, over https and over nfc', async () => {
    const machine = lab.machine(name);
    await lab.platform.powerOff(machine.id, signal);
    const request = { name: 'final', description: 'test', quiesce: false };
    const snapshot = await lab.platform.createSnapshot(machine.id, request, signal);
    await expect.poll(() => machine.roots.at(-1)?.snapshot, { timeout: 20_000 }).toBe(snapshot.ref);
    for (const { diskKey, root } of machine.roots.at(-1)?.disks ?? []) {
      const disk = snapshot.disks.find((one) => one.key === diskKey);
      expect(await rootOver('https', machine.id, snapshot, disk?.id ?? '')).toBe(root);
      expect(await rootOver('nfc', machine.id, snapshot, disk?.id ?? '')).toBe(root);
    }
    await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
  });
});

describe('a reader over https', () => {
  it('goes on with a new login when the session ends in the middle', async () => {
    const machine = lab.machine('herd-02');
    await lab.platform.powerOff(machine.id, signal);
    const request = { name: 'expiry', description: 'test', quiesce: false };
    const snapshot = await lab.platform.createSnapshot(machine.id, request, signal);
    const [disk] = snapshot.disks;
    lab.lab.world.faults.arm({ name: 'session-expiry', match: { transport: 'folder' }, skip: 4 });
    const root = await rootOver('https', machine.id, snapshot, disk?.id ?? '');
    await expect.poll(() => machine.roots.at(-1)?.disks[0]?.root, { timeout: 20_000 }).toBe(root);
    expect(lab.lab.world.faults.list()).toEqual([]);
    await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
  });
});
