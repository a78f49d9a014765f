import { expect, test } from 'vitest';
import { serveHealth } from './health.ts';

test('a worker that drains is not healthy, and says what it does', async () => {
  let state = 'RUNNING';
  const health = await serveHealth('127.0.0.1', 0, () => state);
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${health.port}${path}`);
    return [answer.status, await answer.json()];
  };
  expect(await ask('/health')).toEqual([200, { state: 'RUNNING' }]);
  state = 'DRAINING';
  expect(await ask('/health')).toEqual([503, { state: 'DRAINING' }]);
  expect(await ask('/')).toEqual([404, { state: 'unknown path' }]);
  await expect(serveHealth('127.0.0.1', health.port, () => state)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await health.close();
});
