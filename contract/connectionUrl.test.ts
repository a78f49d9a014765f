import { expect, test } from 'vitest';
import { connectionUrlSchema } from './connectionUrl.ts';

test.each(['https://vcenter.example.org', 'https://192.0.2.1:8006', 'https://[2001:db8::1]/'])('%s is taken', (url) => {
  expect(connectionUrlSchema.parse(url)).toBe(url);
});

test.each([
  ['https://root:secret@vcenter.example.org', /no login/],
  ['https://root@vcenter.example.org', /no login/],
  ['https://vcenter.example.org/?token=secret', /query/],
  ['https://vcenter.example.org/#secret', /fragment/],
  ['http://vcenter.example.org', /./],
  ['file:///etc/passwd', /./],
  [`https://${'a'.repeat(2000)}.example.org`, /./],
])('%s is refused, without being told again', (url, reason) => {
  const { error } = connectionUrlSchema.safeParse(url);
  expect(error?.issues[0]?.message).toMatch(reason);
  expect(JSON.stringify(error?.issues)).not.toContain('secret');
});
