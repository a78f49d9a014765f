import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createSelfSigned } from '../lab/tls/selfSigned.ts';
import { startHttpsServer } from '../test/support/httpsServer.ts';
import { type BodyRequest, openBody } from './openBody.ts';

const pair = createSelfSigned({ commonName: 'esx', altNames: { dns: ['localhost'], ip: ['127.0.0.1'] }, days: 2 });
const whole = randomBytes(9 * 1024 * 1024 + 77);
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function serve(answer: (response: ServerResponse) => void): Promise<BodyRequest> {
  const { origin, close } = await startHttpsServer(pair, (_, response) => answer(response));
  closing.push(close);
  return {
    url: new URL(`${origin}/nfc/disk-0.vmdk`),
    tls: { fingerprint256: pair.fingerprint256 },
    headers: { Cookie: 'session=1' },
    signal: new AbortController().signal,
    silenceMs: 20_000,
    silence: () => new Error('silent'),
  };
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const kept: Buffer[] = [];
  // A chunk's memory is used again.
  for await (const chunk of body) kept.push(Buffer.from(chunk));
  return Buffer.concat(kept);
}

describe('a body', () => {
  it.each([
    ['with a length', (response: ServerResponse) => void response.writeHead(200, { 'Content-Length': whole.length })],
    ['in chunks', (response: ServerResponse) => void response.writeHead(200)],
    ['that ends with the connection', (response: ServerResponse) => void response.removeHeader('transfer-encoding')],
  ])('%s comes whole', async (name, start) => {
    const request = await serve((response) => {
      if (name.includes('connection')) response.useChunkedEncodingByDefault = false;
      start(response);
      response.end(whole);
    });
    const answer = await openBody(request);
    expect(answer.status).toBe(200);
    expect((await bytesOf(answer.body)).equals(whole)).toBe(true);
    answer.destroy();
  });

  it('is held back while nobody reads it, however long, and comes whole then', async () => {
    const sent = { bytes: 0 };
    const request = await serve((response) => {
      response.writeHead(200, { 'Content-Length': whole.length });
      const send = () => {
        while (sent.bytes < whole.length) {
          const piece = whole.subarray(sent.bytes, sent.bytes + 65_536);
          sent.bytes += piece.length;
          if (!response.write(piece)) return void response.once('drain', send);
        }
        response.end();
      };
      send();
    });
    const answer = await openBody({ ...request, silenceMs: 200 });
    // Far longer than a silence may be: it is not the server that is silent.
    const before = { bytes: -1 };
    await vi.waitFor(
      () => {
        const still = before.bytes === sent.bytes;
        before.bytes = sent.bytes;
        expect(still).toBe(true);
      },
      { timeout: 20_000, interval: 700 },
    );
    expect(sent.bytes).toBeLessThan(whole.length);
    expect((await bytesOf(answer.body)).equals(whole)).toBe(true);
  });

  it('that stops while it is held back is found out once it is read', async () => {
    const request = await serve((response) => {
      response.writeHead(200, { 'Content-Length': whole.length });
      response.write(whole.subarray(0, 600_000));
    });
    const answer = await openBody({ ...request, silenceMs: 200 });
    const chunks = answer.body[Symbol.asyncIterator]();
    const from = performance.now();
    await expect.poll(() => performance.now() - from).toBeGreaterThan(700);
    const rest = async () => {
      for (let next = await chunks.next(); !next.done; next = await chunks.next());
    };
    await expect(rest()).rejects.toThrow('silent');
  });

  it.each([
    ['a length', { 'Content-Length': whole.length }],
    ['chunks', {}],
  ])('that breaks off is not taken for whole, with %s', async (_, headers) => {
    const request = await serve((response) => {
      response.writeHead(200, headers);
      response.write(whole.subarray(0, 1_000_000), () => response.destroy());
    });
    const { body } = await openBody(request);
    await expect(bytesOf(body)).rejects.toThrow();
  });

  it('is given up at an abort and after a silence, and by nobody who shows another certificate', async () => {
    const request = await serve((response) => {
      response.writeHead(200, { 'Content-Length': whole.length });
      response.write(whole.subarray(0, 1000));
    });
    const quiet = await openBody({ ...request, silenceMs: 100 });
    await expect(bytesOf(quiet.body)).rejects.toThrow('silent');
    const stop = new AbortController();
    const stopped = await openBody({ ...request, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(bytesOf(stopped.body)).rejects.toThrow('enough');
    const other = { fingerprint1: pair.fingerprint256.slice(0, 59) };
    await expect(openBody({ ...request, tls: other })).rejects.toMatchObject({ code: 'platform.certificate' });
    await expect(openBody({ ...request, tls: {} })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });
});
