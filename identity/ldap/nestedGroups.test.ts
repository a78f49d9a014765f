import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nestedGroups } from './nestedGroups.ts';

const groups = [...'abcdefgh'];
/** Which groups each of them is in; cycles and groups in themselves included. */
const memberships = fc.record(Object.fromEntries(['me', ...groups].map((name) => [name, fc.subarray(groups)])));

test('finds what can be reached, asks for each once, and ends on cycles', async () => {
  await fc.assert(
    fc.asyncProperty(memberships, async (graph) => {
      const asked: string[] = [];
      const found = await nestedGroups('me', async (member) => {
        asked.push(member);
        return graph[member] ?? [];
      });
      expect(found.toSorted()).toEqual(reachable(graph).toSorted());
      expect(new Set(asked).size).toBe(asked.length);
    }),
  );
});

test('a chain is followed for 16 levels', async () => {
  const found = await nestedGroups('0', async (member) => [String(Number(member) + 1)]);
  expect(found).toHaveLength(16);
});

/** By closing over the pairs, as Warshall does. */
function reachable(graph: Record<string, string[]>): string[] {
  const pairs = new Map(Object.entries(graph).map(([from, to]) => [from, new Set(to)]));
  for (const via of groups) {
    for (const to of pairs.values()) if (to.has(via)) for (const further of pairs.get(via) ?? []) to.add(further);
  }
  return [...(pairs.get('me') ?? [])];
}
