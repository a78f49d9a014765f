import { type MigrationPlan, planSchema } from '../../contract/plan.ts';
import type { forecastRoutes } from '../../contract/routes/forecasts.ts';
import type { VmForecast } from '../../contract/vmForecast.ts';
import { learntMigrations } from '../../domain/durations.ts';
import { basisOf, forecastMigration, historyOf } from '../../domain/migrationForecast.ts';
import { findInventoryVms } from '../../prisma/queries/inventory.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { requireConnection } from '../connections/find.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { chooseVms } from '../plans/plannedVms.ts';

type How = Pick<MigrationPlan, 'strategy' | 'startTarget' | 'bandwidthBytesPerSecond'>;

interface Asked {
  sourceConnectionId: string;
  targetConnectionId: string;
  vms: { ref: string; name: string; capacityBytes: number; how: How }[];
}

interface Query {
  planId?: string;
  sourceConnectionId?: string;
  targetConnectionId?: string;
  vm?: string[];
}

export function forecastHandlers(dependencies: ApiDependencies): HandlersOf<typeof forecastRoutes> {
  const { completedMigrations } = createRunProjection(dependencies.database);
  return {
    async listForecasts({ query: { strategy, ...query } }) {
      const asked = query.planId === undefined ? await ofVms(dependencies, query) : await ofPlan(dependencies, query);
      const { sourceConnectionId, targetConnectionId } = asked;
      const history = historyOf(await completedMigrations(sourceConnectionId, targetConnectionId, learntMigrations));
      const items = asked.vms.map(({ how, ...vm }): VmForecast => {
        const planned = {
          strategy: strategy ?? how.strategy,
          capacityBytes: vm.capacityBytes,
          boots: how.startTarget,
          bytesPerSecond: how.bandwidthBytesPerSecond,
        };
        return { ...vm, strategy: planned.strategy, ...forecastMigration(planned, history) };
      });
      return { at: new Date().toISOString(), basedOn: basisOf(history), items };
    },
  };
}

/** Each VM goes as the plan says, with what it has differently. */
async function ofPlan(dependencies: ApiDependencies, { planId = '', vm }: Query): Promise<Asked> {
  const { plan, vms } = await chooseVms(dependencies, planId, vm);
  return {
    ...plan,
    vms: vms.flatMap(({ ref, seen, plan: how }) =>
      seen === null ? [] : [{ ref, name: seen.name, capacityBytes: seen.capacityBytes, how }],
    ),
  };
}

const usual: How = {
  strategy: planSchema.shape.strategy.parse(undefined),
  startTarget: planSchema.shape.startTarget.parse(undefined),
};

async function ofVms({ database: { prisma } }: ApiDependencies, query: Query): Promise<Asked> {
  const { sourceConnectionId, targetConnectionId, vm } = query;
  if (sourceConnectionId === undefined || targetConnectionId === undefined || vm === undefined) {
    const given = { sourceConnectionId, targetConnectionId, vm };
    const missing = Object.entries(given).filter(([, value]) => value === undefined);
    const issues = missing.map(([name]) => ({ path: `query.${name}`, message: 'is needed, or planId' }));
    throw new ApiError('request.invalid', `query.${missing[0]?.[0]}: is needed, or planId.`, { issues });
  }
  const source = await requireConnection(prisma, sourceConnectionId, 'vsphere');
  const target = await requireConnection(prisma, targetConnectionId, 'proxmox');
  const rows = await findInventoryVms(prisma, source.id, vm);
  return {
    sourceConnectionId: source.id,
    targetConnectionId: target.id,
    vms: rows.map(({ ref, name, capacityBytes }) => ({ ref, name, capacityBytes: Number(capacityBytes), how: usual })),
  };
}
