import type { Migration } from '../contract/migration.ts';

/** When the patience with a guest ends that was asked to shut down and has not yet. ISO 8601; undefined: none was. */
export function shutdownEnds({ stages, plan }: Pick<Migration, 'stages' | 'plan'>): string | undefined {
  const asked = stages.find(({ name, endedAt }) => name === 'quiesce' && endedAt === null);
  if (asked === undefined) return undefined;
  return new Date(Date.parse(asked.startedAt) + plan.shutdown.timeoutSeconds * 1000).toISOString();
}
