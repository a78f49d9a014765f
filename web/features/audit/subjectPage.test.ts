import { expect, test } from 'vitest';
import { subjectPage } from './subjectPage.ts';

test.each([
  ['migration/0197', '/migrations/0197'],
  ['plan/p1', '/plans/p1'],
  ['connection/c1', '/connections'],
  ['user/mara', '/access'],
  ['settings', '/settings'],
  // Refused requests name what they like.
  ['migration/../../login', '/migrations/..%2F..%2Flogin'],
  ['audit', null],
  ['constructor/x', null],
  ['', null],
])('%s leads to %s', (subject, page) => {
  expect(subjectPage(subject)).toBe(page);
});
