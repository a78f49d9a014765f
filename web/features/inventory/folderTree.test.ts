import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderTree, shownNodes } from './folderTree.ts';

const paths = fc
  .uniqueArray(fc.array(fc.constantFrom('DC0', 'vm', 'prod', 'test'), { minLength: 1, maxLength: 4 }), {
    selector: (parts) => parts.join('/'),
  })
  .map((all) => all.map((parts, index) => ({ path: parts.join('/'), count: index + 1 })));

test('every VM is counted once below the roots, and every folder is shown once when all are unfolded', () => {
  fc.assert(
    fc.property(paths, (folders) => {
      const roots = folderTree(folders);
      const total = folders.reduce((sum, { count }) => sum + count, 0);
      expect(roots.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      const prefixes = new Set(
        folders.flatMap(({ path }) => path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'))),
      );
      const shown = shownNodes(roots, prefixes).map(({ path }) => path);
      expect(shown).toHaveLength(prefixes.size);
      expect(new Set(shown)).toEqual(prefixes);
      expect(shownNodes(roots, new Set())).toHaveLength(roots.length);
    }),
  );
});
