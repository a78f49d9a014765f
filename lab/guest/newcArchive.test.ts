import { expect, test } from 'vitest';
import { newcArchive } from './newcArchive.ts';

test('lays out header, name and content on bounds of four bytes, and ends with the trailer', () => {
  const archive = newcArchive([{ path: 'init', mode: 0o100755, content: Buffer.from('#!/bin/sh\n') }]);
  expect(archive.subarray(0, 6).toString()).toBe('070701');
  expect(archive.subarray(14, 22).toString()).toBe('000081ed');
  expect(archive.subarray(110, 114).toString()).toBe('init');
  expect(archive.subarray(116, 126).toString()).toBe('#!/bin/sh\n');
  expect(archive.subarray(128, 134).toString()).toBe('070701');
  expect(archive.toString('latin1')).toContain('TRAILER!!!');
  expect(archive.length % 4).toBe(0);
});
