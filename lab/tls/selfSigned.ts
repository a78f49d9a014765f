import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  derBits,
  derBoolean,
  derContext,
  derObjectId,
  derOctets,
  derSequence,
  derSet,
  derTime,
  derUnsigned,
  derUtf8,
} from './derWriter.ts';

export interface SelfSignedRequest {
  commonName: string;
  altNames: { dns: string[]; ip: string[] };
  days: number;
}

export interface SelfSignedCertificate {
  certPem: string;
  /** PKCS #8, unencrypted. */
  keyPem: string;
  /** SHA-256 of the DER certificate, upper-case colon hex. */
  fingerprint256: string;
  /** SHA-1 of the DER certificate, upper-case colon hex (VMware's "thumbprint"). */
  fingerprint1: string;
}

const ecdsaWithSha256 = derSequence(derObjectId('1.2.840.10045.4.3.2'));

/** Makes an EC P-256 key and an X.509 v3 certificate for it (RFC 5280), without any outside program. */
export function createSelfSigned(request: SelfSignedRequest): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = derSequence(derSet(derSequence(derObjectId('2.5.4.3'), derUtf8(request.commonName))));
  // A day in the past: clocks of the two sides may differ a little.
  const from = new Date(Date.now() - 86_400_000);
  const until = new Date(Date.now() + request.days * 86_400_000);
  const body = derSequence(
    derContext(0, derUnsigned(Buffer.from([2])), true),
    derUnsigned(serialNumber()),
    ecdsaWithSha256,
    name,
    derSequence(derTime(from), derTime(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    derContext(3, derSequence(...extensions(request.altNames)), true),
  );
  const certificate = derSequence(body, ecdsaWithSha256, derBits(sign('sha256', body, privateKey)));
  return {
    certPem: pem('CERTIFICATE', certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint256: fingerprint('sha256', certificate),
    fingerprint1: fingerprint('sha1', certificate),
  };
}

/** Both fingerprints of a certificate that was stored as PEM. */
export function fingerprintsOf(certPem: string): { fingerprint256: string; fingerprint1: string } {
  const der = Buffer.from(certPem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, ''), 'base64');
  return { fingerprint256: fingerprint('sha256', der), fingerprint1: fingerprint('sha1', der) };
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function extensions(altNames: SelfSignedRequest['altNames']): Buffer[] {
  const names = [
    ...altNames.dns.map((dns) => derContext(2, Buffer.from(dns, 'latin1'), false)),
    ...altNames.ip.map((ip) => derContext(7, addressBytes(ip), false)),
  ];
  return [
    extension('2.5.29.19', true, derSequence(derBoolean(true))),
    // keyUsage: digitalSignature and keyCertSign, so that strict clients accept it as its own issuer.
    extension('2.5.29.15', true, derBits(Buffer.from([0x84]), 2)),
    extension('2.5.29.37', false, derSequence(derObjectId('1.3.6.1.5.5.7.3.1'))),
    ...(names.length > 0 ? [extension('2.5.29.17', false, derSequence(...names))] : []),
  ];
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return derSequence(derObjectId(id), ...(critical ? [derBoolean(true)] : []), derOctets(value));
}

function addressBytes(ip: string): Buffer {
  if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number));
  const [head = '', tail] = ip.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(8 - left.length - right.length).fill('0');
  const words = tail === undefined ? left : [...left, ...zeros, ...right];
  return Buffer.from(words.map((word) => word.padStart(4, '0')).join(''), 'hex');
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function fingerprint(algorithm: string, der: Buffer): string {
  const hex = createHash(algorithm).update(der).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}
