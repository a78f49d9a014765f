import type { Prisma } from '../generated/client.ts';

const running = { power: 'on', template: false };

const blocked: Prisma.InventoryVmWhereInput = {
  OR: [
    { template: true },
    { power: 'suspended' },
    { diskCount: 0 },
    { snapshotCount: { gt: 0 } },
    { ...running, tools: 'not-installed' },
  ],
};

const warned: Prisma.InventoryVmWhereInput = { ...running, tools: 'not-running' };

/** `readinessOf` of domain/readiness.ts in the words of the database; test/api/inventory.test.ts holds them together. */
export function readinessCondition(level: 'ready' | 'attention' | 'blocked'): Prisma.InventoryVmWhereInput {
  switch (level) {
    case 'blocked':
      return blocked;
    case 'attention':
      return { AND: [warned, { NOT: blocked }] };
    case 'ready':
      return { NOT: { OR: [blocked, warned] } };
  }
}
