import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Certificate, CertificateBody } from '../contract/certificate.ts';
import { canonicalJson } from './canonicalJson.ts';
import { diskRoot } from './diskRoot.ts';
import { instanceOf } from './signingKey.ts';

export interface Verdict {
  ok: boolean;
  /** Why not; empty when ok. */
  reason: string;
}

/** Signs the canonical JSON of the body with Ed25519. `instance` of the body must be the key's. */
export function signCertificate(body: CertificateBody, privateKeyPem: string): Certificate {
  const key = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(key);
  if (body.instance !== instanceOf(publicKey)) {
    throw new RangeError('The certificate names another instance than the key that should sign it.');
  }
  return {
    body,
    algorithm: 'Ed25519',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signature: sign(null, Buffer.from(canonicalJson(body)), key).toString('base64'),
  };
}

/**
 * Offline check of a parsed certificate file. The key travels inside, so a good verdict says that the instance named in
 * the body vouches for it; whose instance that is, `expectedInstance` decides.
 */
export function verifyCertificate(certificate: Certificate, expectedInstance?: string): Verdict {
  if (certificate.algorithm !== 'Ed25519') return refuse(`The algorithm ${certificate.algorithm} is not Ed25519.`);
  const key = parsePublicKey(certificate.publicKey);
  if (key === null) return refuse('The public key is not an Ed25519 key in PEM form.');
  if (certificate.body.instance !== instanceOf(key)) {
    return refuse('The key in the certificate is not that of the instance it names.');
  }
  if (expectedInstance !== undefined && expectedInstance !== certificate.body.instance) {
    return refuse(`It was signed by instance ${certificate.body.instance}, not by ${expectedInstance}.`);
  }
  const signature = Buffer.from(certificate.signature, 'base64');
  // Base64 has several spellings for the same bytes; one changed character must never pass.
  if (signature.toString('base64') !== certificate.signature || certificate.publicKey !== pemOf(key)) {
    return refuse('Signature or key are not written in their canonical form: the file was altered.');
  }
  if (!verify(null, Buffer.from(canonicalJson(certificate.body)), key, signature)) {
    return refuse('The signature does not fit the contents: the certificate was altered.');
  }
  return { ok: true, reason: '' };
}

/** Recomputes the root of a raw image or block device and compares it with what the certificate says of the disk. */
export async function verifyDisk(
  certificate: Certificate,
  diskId: string,
  path: string,
  signal?: AbortSignal,
): Promise<Verdict & { root: string | null }> {
  const disk = certificate.body.disks.find((candidate) => candidate.id === diskId);
  if (disk === undefined) {
    const known = certificate.body.disks.map((candidate) => candidate.id).join(', ');
    return { ...refuse(`The certificate has no disk ${diskId}. It has: ${known}.`), root: null };
  }
  if (await isQcow2(path)) {
    return { ...refuse(`${path} is qcow2. Serve or convert it as raw first: qemu-img convert -O raw.`), root: null };
  }
  try {
    const root = await diskRoot(path, disk.capacityBytes, signal);
    if (root === disk.ledgerRoot) return { ok: true, reason: '', root };
    return { ...refuse(`${path} has root ${root}, the certificate says ${disk.ledgerRoot}.`), root };
  } catch (error) {
    if (error instanceof RangeError) return { ...refuse(error.message), root: null };
    throw error;
  }
}

function refuse(reason: string): Verdict {
  return { ok: false, reason };
}

function parsePublicKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

async function isQcow2(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead === 4 && buffer.toString('latin1') === 'QFI\xfb';
}
