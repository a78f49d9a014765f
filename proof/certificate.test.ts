import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Certificate, CertificateBody } from '../contract/certificate.ts';
import { planSchema } from '../contract/plan.ts';
import { canonicalJson } from './canonicalJson.ts';
import { signCertificate, verifyCertificate, verifyDisk } from './certificate.ts';
import { diskRoot } from './diskRoot.ts';
import { loadSigningKey } from './signingKey.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function issue(root = 'ab'.repeat(32), capacityBytes = 65536): Promise<Certificate> {
  const key = await loadSigningKey(join(folder, 'keys', 'signing.pem'));
  const body: CertificateBody = {
    version: 1,
    migrationId: 'm1',
    workflowId: 'migration/m1',
    instance: key.instance,
    issuedAt: '2026-11-22T00:00:00.000Z',
    vm: { ref: 'vm-1', name: 'größe 😀', uuid: '00000000-0000-0000-0000-000000000001' },
    targetVm: { node: 'pve1', vmid: 100 },
    plan: planSchema.parse({
      source: { connectionId: 'a', vm: 'vm-1' },
      target: { connectionId: 'b', storage: 'local' },
    }),
    route: 'direct',
    transport: 'https',
    disks: [
      {
        id: 'd1',
        label: 'Hard disk 1',
        capacityBytes,
        volume: 'local:100/vm-100-disk-0.raw',
        ledgerRoot: root,
        targetRoot: root,
        rounds: [],
      },
    ],
    stages: [],
    commands: [],
    downtime: null,
    requestedBy: 'admin',
  };
  return signCertificate(body, key.privateKeyPem);
}

describe('certificate', () => {
  it('verifies after a trip through a file, however its keys are ordered', async () => {
    const certificate = await issue();
    const again: Certificate = JSON.parse(JSON.stringify(certificate));
    const { vm, ...rest } = again.body;
    expect(verifyCertificate({ ...again, body: { ...rest, vm } })).toEqual({ ok: true, reason: '' });
    expect(verifyCertificate(again, 'someone else').ok).toBe(false);
  });

  it('fails when one character of it changes', async () => {
    const text = JSON.stringify(await issue());
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('0', 'A', 'x', '}'), (at, letter) => {
        fc.pre(text[at] !== letter);
        let altered: Certificate;
        try {
          altered = JSON.parse(`${text.slice(0, at)}${letter}${text.slice(at + 1)}`);
        } catch {
          return;
        }
        let ok = false;
        try {
          ok = verifyCertificate(altered).ok;
        } catch {
          ok = false;
        }
        expect(ok).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('recomputes a disk', async () => {
    const path = join(folder, 'disk.raw');
    await writeFile(path, Buffer.alloc(65536 * 3 + 512, 5));
    const certificate = await issue(await diskRoot(path, 65536 * 3 + 512), 65536 * 3 + 512);
    expect((await verifyDisk(certificate, 'd1', path)).ok).toBe(true);
    await writeFile(path, Buffer.alloc(65536 * 3 + 512, 6));
    expect((await verifyDisk(certificate, 'd1', path)).reason).toContain('has root');
    await writeFile(path, Buffer.alloc(512, 6));
    expect((await verifyDisk(certificate, 'd1', path)).reason).toContain('ends at');
    await writeFile(path, Buffer.from('QFI\xfb....', 'latin1'));
    expect((await verifyDisk(certificate, 'd1', path)).reason).toContain('qcow2');
    expect((await verifyDisk(certificate, 'd2', path)).reason).toContain('no disk d2');
  });
});

describe('signing key', () => {
  it('is made once, for its owner only, also when two begin at once', async () => {
    const path = join(folder, 'race', 'signing.pem');
    const [a, b] = await Promise.all([loadSigningKey(path), loadSigningKey(path)]);
    expect(a).toEqual(b);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that is none or that others may read', async () => {
    const path = join(folder, 'bad.pem');
    await writeFile(path, 'not a key', { mode: 0o600 });
    await expect(loadSigningKey(path)).rejects.toMatchObject({ code: 'config.invalid' });
    await writeFile(join(folder, 'open.pem'), 'x', { mode: 0o644 });
    await expect(loadSigningKey(join(folder, 'open.pem'))).rejects.toThrow('read by others');
  });
});

describe('canonicalJson', () => {
  it('keeps the value and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
    expect(canonicalJson({ b: 1, a: [undefined === null, { d: 2, c: undefined }] })).toBe(
      '{"a":[false,{"d":2}],"b":1}',
    );
  });

  it('refuses what has no JSON form', () => {
    for (const value of [Number.NaN, undefined, 1n, () => 1, '\ud800']) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});
