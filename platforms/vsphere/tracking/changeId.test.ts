import { describe, expect, it } from 'vitest';
import { parseChangeId, sameEpoch } from './changeId.ts';

const id = '52 de c0 d9 b9 43 9d 10-61 d5 4c 1b e9 7b 65 63/81';

describe('parseChangeId', () => {
  it('takes epoch and number apart', () => {
    expect(parseChangeId(id)).toEqual({ epoch: '52 de c0 d9 b9 43 9d 10-61 d5 4c 1b e9 7b 65 63', number: '81' });
  });

  it.each(['', '*', '52de/81', id.replace('/81', ''), id.replace('-', ' '), `${id} x`])('refuses %j', (text) => {
    expect(parseChangeId(text)).toBeNull();
  });
});

describe('sameEpoch', () => {
  it('ignores the number and the case of letters', () => {
    expect(sameEpoch(id, id.toUpperCase().replace('/81', '/9f'))).toBe(true);
  });

  it('tells another epoch', () => {
    expect(sameEpoch(id, id.replace('52', '53'))).toBe(false);
  });

  it('is false for anything that is no change id', () => {
    expect(sameEpoch(id, '*')).toBe(false);
  });
});
