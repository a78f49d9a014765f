import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carriesMark, describeWithMark, printTags } from './migrationMark.ts';

const id = '0192f4c1-7a5e-7c3b-9d2e-1f2a3b4c5d6e';
/** Made within the same milliseconds: the tag alone cannot tell them apart. */
const neighbour = '0192f4c1-7a5e-7c3b-9d2e-aaaaaaaaaaaa';

test('a VM belongs to the migration whose whole id it carries', () => {
  const config = { tags: printTags(id, ['web']), description: describeWithMark('a note', id) };
  expect(carriesMark(config, id)).toBe(true);
  expect(carriesMark(config, neighbour)).toBe(false);
  expect(carriesMark({ ...config, tags: 'web' }, id)).toBe(false);
  expect(carriesMark({ tags: config.tags }, id)).toBe(false);
});

test('marking twice is marking once', () => {
  expect(describeWithMark(describeWithMark('a note', id), id)).toBe(describeWithMark('a note', id));
});

test('whatever tags are asked for, Proxmox VE takes what is printed', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (tags) => {
      for (const tag of printTags(id, tags).split(';')) expect(tag).toMatch(/^[a-z0-9_][a-z0-9_+.-]*$/);
    }),
  );
});
