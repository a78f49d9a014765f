import { summarise } from '../../contract/migrationSummary.ts';
import type { overviewRoutes } from '../../contract/routes/overview.ts';
import { countEnded, countInventories, listHours, listOpen } from '../../prisma/queries/overview.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { HandlersOf } from '../http/handlers.ts';

const shownOpen = 200;
const weekMs = 7 * 86_400_000;

export function overviewHandlers({ database: { prisma } }: ApiDependencies): HandlersOf<typeof overviewRoutes> {
  return {
    async getOverview({ projects }) {
      const now = Date.now();
      const [{ count, open, progress }, hours, ended, inventory] = await Promise.all([
        listOpen(prisma, { projects, limit: shownOpen }),
        listHours(prisma, { projects, since: new Date(now - weekMs) }),
        countEnded(prisma, projects),
        countInventories(prisma, projects),
      ]);
      return {
        at: new Date(now).toISOString(),
        open: open.map(summarise),
        openCount: count,
        progress,
        hours: hours.map(({ from, ...hour }) => ({ ...hour, from: from.toISOString() })),
        endedCount: {
          completed: ended['completed'] ?? 0,
          cancelled: ended['cancelled'] ?? 0,
          'rolled-back': ended['rolled-back'] ?? 0,
        },
        inventory,
      };
    },
  };
}
