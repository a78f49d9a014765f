import type { systemRoutes } from '../../contract/routes/system.ts';
import type { Readiness } from '../../contract/system.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { HandlersOf } from '../http/handlers.ts';

export function systemHandlers(dependencies: ApiDependencies): HandlersOf<typeof systemRoutes> {
  const { database, workflows, version, temporalNamespace, temporalWebUrl } = dependencies;
  return {
    async health() {
      return { status: 'ok' };
    },
    async readiness({ answerWith }) {
      const checks = await Promise.all([
        check('database', () => database.prisma.$queryRaw`select 1`),
        check('temporal', () => workflows.ping()),
      ]);
      const ready = checks.every(({ ok }) => ok);
      if (!ready) answerWith(503);
      return { ready, checks };
    },
    async version() {
      return { version, temporal: { namespace: temporalNamespace, webUrl: temporalWebUrl ?? null } };
    },
  };
}

async function check(
  name: Readiness['checks'][number]['name'],
  ask: () => Promise<unknown>,
): Promise<Readiness['checks'][number]> {
  try {
    await ask();
    return { name, ok: true, detail: 'answers' };
  } catch {
    // Without a login, addresses and causes are nobody's business; the log of the component has them.
    return { name, ok: false, detail: 'does not answer' };
  }
}
