import { describe, expect, it } from 'vitest';
import { readRef } from './moRef.ts';
import { flag, list, number, text, xsiType } from './value.ts';

describe('reading what npm soap makes of an answer', () => {
  it('reads scalars with and without attributes', () => {
    expect(text({ attributes: { 'xsi:type': 'xsd:string' }, $value: 'x' })).toBe('x');
    expect(number({ attributes: { 'xsi:type': 'xsd:long' }, $value: '-1' })).toBe(-1);
    expect(flag({ a: 'false' }, 'a')).toBe(false);
    expect(flag({}, 'a')).toBeUndefined();
  });

  it('reads an empty element as empty text, in all its shapes', () => {
    expect(text(null)).toBe('');
    expect(text({ attributes: { 'xsi:type': 'xsd:string' } })).toBe('');
    expect(text(undefined)).toBeUndefined();
    expect(number('')).toBeUndefined();
  });

  it('reads one element and several alike', () => {
    expect(list({ a: '1' }, 'a')).toEqual(['1']);
    expect(list({ a: ['1', '2'] }, 'a')).toEqual(['1', '2']);
    expect(list({ attributes: { '_XMLSchema-instance:type': 'ArrayOfString' }, string: 'x' })).toEqual(['x']);
    expect(list({ attributes: { 'xsi:type': 'ArrayOfString' } })).toEqual([]);
  });

  it('takes the prefix off a class', () => {
    expect(xsiType({ attributes: { type: 'VirtualMachine', 'xsi:type': 'vim25:ManagedObjectReference' } })).toBe(
      'ManagedObjectReference',
    );
    expect(xsiType({ attributes: { type: 'VirtualMachine' } })).toBeUndefined();
  });

  it('reads references without what else their element carries', () => {
    const node = { attributes: { type: 'Task', 'xsi:type': 'ManagedObjectReference' }, $value: 'task-1' };
    expect(readRef(node)).toEqual({ attributes: { type: 'Task' }, $value: 'task-1' });
    expect(readRef('task-1')).toBeUndefined();
  });
});
