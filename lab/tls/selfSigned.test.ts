import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createSelfSigned, fingerprintsOf } from './selfSigned.ts';

const made = createSelfSigned({
  commonName: 'vcenter.lab',
  altNames: { dns: ['localhost', 'vcenter.lab'], ip: ['127.0.0.1', '::1'] },
  days: 3650,
});

test('the certificate says what was asked and carries its own signature', () => {
  const parsed = new X509Certificate(made.certPem);
  expect(parsed.subject).toBe('CN=vcenter.lab');
  expect(parsed.subjectAltName).toBe(
    'DNS:localhost, DNS:vcenter.lab, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.fingerprint256).toBe(made.fingerprint256);
  expect(parsed.fingerprint).toBe(made.fingerprint1);
  expect(fingerprintsOf(made.certPem)).toEqual({
    fingerprint256: made.fingerprint256,
    fingerprint1: made.fingerprint1,
  });
});

test('a client that trusts the certificate accepts the server by name and by address', async () => {
  const server = https.createServer({ cert: made.certPem, key: made.keyPem }, (_, answer) => answer.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = https.get({ host: '127.0.0.1', port, ca: made.certPem, agent: false });
  const [answer] = await once(request, 'response');
  expect(answer.statusCode).toBe(200);
  answer.resume();
  await once(answer, 'end');
  server.close();
});
