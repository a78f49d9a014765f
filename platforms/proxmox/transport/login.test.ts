import { expect, test } from 'vitest';
import { apiOrigin, loginOf } from './login.ts';

test('a user name with a token id means an API token', () => {
  expect(loginOf({ username: 'drover@pve!migrate', password: 's' })).toEqual({
    kind: 'token',
    header: 'PVEAPIToken=drover@pve!migrate=s',
  });
  expect(loginOf({ username: 'root@pam', password: 's' }).kind).toBe('password');
});

test.each([
  ['https://pve.example.org', 'https://pve.example.org:8006'],
  ['https://pve.example.org/', 'https://pve.example.org:8006'],
  ['https://pve.example.org:443/', 'https://pve.example.org:443'],
  ['https://127.0.0.1:41001', 'https://127.0.0.1:41001'],
  ['https://[::1]', 'https://[::1]:8006'],
])('%s means %s', (url, origin) => {
  expect(apiOrigin(url)).toBe(origin);
});
