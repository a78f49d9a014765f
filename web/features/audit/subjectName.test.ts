import { expect, test } from 'vitest';
import { subjectName } from './subjectName.ts';

test.each([
  ['one that was made', { after: { name: 'vcenter' } }, 'vcenter'],
  ['one that was renamed', { before: { name: 'old' }, after: { name: 'new' } }, 'new'],
  ['one that is gone', { before: { name: 'old' } }, 'old'],
  ['a request for approval', { after: { subjectName: 'web-01' } }, 'web-01'],
  ['a migration', { after: { vm: { ref: 'vm-1', name: 'web-02' } } }, 'web-02'],
  ['one whose name is its id', { subject: 'user/alice', after: { name: 'alice' } }, null],
  ['a change that leaves the name', { before: { url: 'a' }, after: { url: 'b' } }, null],
  ['a name that is none', { before: { name: '' }, after: { name: { x: 1 }, vm: null } }, null],
])('%s', (_what, told, name) => {
  expect(subjectName({ subject: 'connection/0197', before: null, after: null, ...told })).toBe(name);
});
