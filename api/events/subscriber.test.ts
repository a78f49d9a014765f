import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ServerEvent } from '../../contract/events.ts';
import { Subscriber } from './subscriber.ts';

let server: WebSocketServer;

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
});

afterAll(() => server.close());

test('a console that does not read gets the newest of each object when it does', async () => {
  const { port } = server.address() as AddressInfo;
  const reader = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  await once(reader, 'open');
  reader.pause();
  const subscriber = new Subscriber(socket);
  const filler = 'x'.repeat(10_000);
  const last = 3000;
  for (let n = 1; n <= last; n += 1) subscriber.tell(progressOf(`m-${n % 3}`, n, filler));

  const seen = new Map<string, number>();
  let received = 0;
  reader.on('message', (data) => {
    const event = JSON.parse(String(data)) as Extract<ServerEvent, { type: 'progress' }>;
    seen.set(event.migrationId, event.disks[0]?.doneBytes ?? 0);
    received += 1;
  });
  reader.resume();
  await expect.poll(() => [...seen.values()].sort(), { timeout: 10_000 }).toEqual([last - 2, last - 1, last]);
  expect(received).toBeLessThan(last);
  reader.terminate();
});

function progressOf(migrationId: string, doneBytes: number, diskId: string): ServerEvent {
  const disk = { round: 0, kind: 'baseline', totalBytes: 1e6, bytesPerSecond: 1, at: '2026-11-22T03:00:00Z' } as const;
  return { type: 'progress', migrationId, disks: [{ migrationId, diskId, doneBytes, ...disk }] };
}
