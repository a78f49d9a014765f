import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parse } from 'yaml';
import { hashPassword } from '../../api/session/passwords.ts';
import { eventsPath } from '../../contract/events.ts';
import { createUser } from '../../prisma/queries/users.ts';
import { checkout } from '../../start/setup/checkout.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import type { ManagedProcess } from '../../start/supervisor/managedProcess.ts';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { makeAuthority } from '../support/certificates.ts';
import { startNginx } from '../support/nginx.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const authority = makeAuthority(folder);
const ca = readFileSync(authority.ca, 'utf8');
const names = 'DNS:localhost,DNS:drover.example.com,IP:127.0.0.1';
const dispatcher = new Agent({ connect: { ca } });
afterAll(async () => {
  await dispatcher.close();
  rmSync(folder, { recursive: true });
});

const credentials = { username: 'ann', password: 'a long enough one' };
const addAnn = async ({ database }: ApiUnderTest) =>
  createUser(database.prisma, {
    name: credentials.username,
    passwordHash: await hashPassword(credentials.password),
    role: 'viewer',
  });

function logIn(url: string, { password = credentials.password, ...headers }: Record<string, string> = {}) {
  return fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...credentials, password }),
    dispatcher,
  });
}

/** What the events' socket answers to a token. */
async function greeting(url: string, token: string): Promise<string> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${eventsPath}`, { ca });
  try {
    return await new Promise((resolve, reject) => {
      socket.once('open', () => socket.send(JSON.stringify({ type: 'authenticate', token })));
      socket.once('message', (data) => resolve(String(data)));
      socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
      socket.once('error', reject);
    });
  } finally {
    socket.terminate();
  }
}

describe('with a certificate of its own', () => {
  const files = { certFile: join(folder, 'shown.pem'), keyFile: join(folder, 'shown.key') };
  let api: ApiUnderTest;
  beforeAll(async () => {
    show(authority.issue('first', names));
    api = await startApi({ tls: files, hstsSeconds: 3600 });
    await addAnn(api);
  });

  test('the API and its events are served over TLS, and browsers are told to insist on it', async () => {
    expect(api.url).toMatch(/^https:/);
    const answer = await logIn(api.url);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=3600');
    const { token } = (await answer.json()) as { token: string };
    expect(JSON.parse(await greeting(api.url, token))).toEqual({ type: 'ready' });
    await expect(fetch(`${api.url}/api/v1/health`)).rejects.toThrow('fetch failed');
    await expect(fetch(api.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
  });

  test('a certificate that is renewed is shown without a restart; half of one is not', async () => {
    const next = authority.issue('second', names);
    copyFileSync(next.cert, files.certFile);
    await expect.poll(() => api.logged()).toContain('certificate not renewed');
    expect(await subject(api.url)).toBe('first');
    show(next);
    await expect.poll(() => subject(api.url)).toBe('second');
    expect((await fetch(`${api.url}/api/v1/health`, { dispatcher })).status).toBe(200);
  });

  function show({ cert, key }: { cert: string; key: string }) {
    copyFileSync(cert, files.certFile);
    copyFileSync(key, files.keyFile);
  }
});

describe('behind nginx, as deploy/proxy/nginx.conf has it', () => {
  let api: ApiUnderTest;
  let nginx: ManagedProcess;
  let url: string;
  let plainUrl: string;
  beforeAll(async () => {
    api = await startApi({ trustedProxies: ['127.0.0.1'], hstsSeconds: 3600 });
    await addAnn(api);
    const [port, plainPort] = [await freePort(), await freePort()];
    const { cert, key } = authority.issue('proxy', names);
    const ours: [string, string][] = [
      ['server 127.0.0.1:8080;', `server ${new URL(api.url).host};`],
      ['listen 80;', `listen 127.0.0.1:${plainPort};`],
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['/etc/nginx/tls/drover.pem', cert],
      ['/etc/nginx/tls/drover.key', key],
    ];
    const sample = readFileSync(join(checkout, 'deploy', 'proxy', 'nginx.conf'), 'utf8');
    const site = ours.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    }, sample);
    nginx = await startNginx(join(folder, 'nginx'), port, site);
    url = `https://127.0.0.1:${port}`;
    plainUrl = `http://127.0.0.1:${plainPort}`;
  });
  afterAll(() => nginx?.stop());

  test('API and events are reached, and browsers are told to insist on HTTPS', async () => {
    const answer = await logIn(url);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=3600');
    const { token } = (await answer.json()) as { token: string };
    expect(JSON.parse(await greeting(url, token))).toEqual({ type: 'ready' });
    const plain = await fetch(`${plainUrl}/migrations?x=1`, { redirect: 'manual' });
    expect(plain.status).toBe(301);
    expect(plain.headers.get('location')).toBe('https://127.0.0.1/migrations?x=1');
  });

  test('the console logs in at whatever port nginx has, and from no other', async () => {
    const from = (origin: string) =>
      fetch(`${url}/api/v1/auth/console`, {
        ...{ method: 'POST', body: JSON.stringify(credentials), dispatcher },
        headers: { 'content-type': 'application/json', origin },
      });
    expect((await from(url)).status).toBe(200);
    const elsewhere = await from('https://127.0.0.1');
    expect(elsewhere.status).toBe(403);
    expect(await elsewhere.json()).toMatchObject({ code: 'auth.csrf' });
  });

  test('nobody chooses the address that is throttled and audited', async () => {
    const claim = '203.0.113.9';
    await logIn(url, { 'x-forwarded-for': claim, password: 'wrong' });
    const refused = await api.database.prisma.auditEvent.findFirst({ where: { outcome: 'refused' } });
    expect(refused).toMatchObject({ action: 'session.create', address: '127.0.0.1' });
  });

  test('who comes from elsewhere than the proxy is not believed', async () => {
    const direct = await startApi({ trustedProxies: ['192.0.2.1', '10.0.0.0/8'], hstsSeconds: 3600 });
    const answer = await logIn(direct.url, { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' });
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    const refused = await direct.database.prisma.auditEvent.findFirst({ where: { outcome: 'refused' } });
    expect(refused).toMatchObject({ action: 'session.create', address: '127.0.0.1' });
  });
});

test('deploy/proxy/traefik.yml leads every request to the API', () => {
  const { http } = parse(readFileSync(join(checkout, 'deploy', 'proxy', 'traefik.yml'), 'utf8'));
  for (const { service, middlewares = [] } of Object.values<{ service: string; middlewares?: string[] }>(
    http.routers,
  )) {
    expect(http.services).toHaveProperty(service);
    for (const name of middlewares) expect(http.middlewares).toHaveProperty(name);
  }
  const { protocol } = new URL(http.services.drover.loadBalancer.servers[0].url);
  expect(protocol).toBe('http:');
});

function subject(url: string): Promise<string> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), ca }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
