import { expect, test } from 'vitest';
import { certificateVerdict } from './certificateVerdict.ts';

const disk = (targetRoot: string | null) => ({ ledgerRoot: 'a', targetRoot });

test('the worst disk gives the verdict, and a disk that nobody read back is not called different', () => {
  expect(certificateVerdict([disk('a'), disk('a')])).toBe('match');
  expect(certificateVerdict([disk('a'), disk(null)])).toBe('unread');
  expect(certificateVerdict([disk(null), disk('b')])).toBe('mismatch');
});
