import { expect, test } from 'vitest';
import { plainBeyondLoopback } from './plainBeyondLoopback.ts';

const alone = { tls: undefined, trustedProxies: [] };

test.each(['0.0.0.0', '::', '192.0.2.1', 'drover.example.org', '127.example.org'])(
  '%s without TLS is warned of',
  (host) => {
    expect(plainBeyondLoopback({ ...alone, host })).toBe(true);
    expect(plainBeyondLoopback({ ...alone, host, tls: { certFile: 'a', keyFile: 'b' } })).toBe(false);
    expect(plainBeyondLoopback({ ...alone, host, trustedProxies: ['192.0.2.2'] })).toBe(false);
  },
);

test.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost'])('%s is this machine alone', (host) => {
  expect(plainBeyondLoopback({ ...alone, host })).toBe(false);
});
