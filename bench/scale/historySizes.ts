import { migrationWorkflowId } from '../../workflows/names.ts';
import type { ScaleStack } from './scaleStack.ts';

export interface HistorySizes {
  mostEvents: number;
  mostBytes: number;
  /** What a delta round adds, by the runs that have had the most. */
  eventsPerRound: number;
  bytesPerRound: number;
}

/** Describing a run is a call of its own: so many say enough. */
const looked = 100;

/** How long the histories of open runs are. What a run needed until its first hold is told from two events of it. */
export async function historySizesOf(stack: ScaleStack, opened: readonly string[]): Promise<HistorySizes> {
  const { rows } = await stack.database.query<{ id: string; rounds: number }>(
    `select migration_id as id, count(*)::int as rounds from migration_round
     where migration_id = any($1) and kind = 'delta' group by 1 order by 2 desc limit ${looked}`,
    [opened],
  );
  const sizes = { mostEvents: 0, mostBytes: 0, eventsPerRound: 0, bytesPerRound: 0 };
  for (const { id } of rows) {
    const { events, bytes } = await sizeOf(stack, id);
    sizes.mostEvents = Math.max(sizes.mostEvents, events);
    sizes.mostBytes = Math.max(sizes.mostBytes, bytes);
  }
  const [longest] = rows;
  if (longest === undefined) return sizes;
  const perRound = await growthOf(stack, longest.id);
  return { ...sizes, ...perRound };
}

/** Asked of the server itself: the SDK would want to decipher the run's memo. */
async function sizeOf({ temporal }: ScaleStack, id: string): Promise<{ events: number; bytes: number }> {
  const execution = { workflowId: migrationWorkflowId(id) };
  const { namespace } = temporal.options;
  const answer = await temporal.workflowService.describeWorkflowExecution({ namespace, execution });
  const { historyLength, historySizeBytes } = answer.workflowExecutionInfo ?? {};
  return { events: Number(historyLength ?? 0), bytes: Number(historySizeBytes ?? 0) };
}

/** Between the ends of two holds, that is over a whole cycle: the newest two timers that have fired. */
async function growthOf({ temporal }: ScaleStack, id: string) {
  const { events } = await temporal.workflow.getHandle(migrationWorkflowId(id)).fetchHistory();
  const all = events ?? [];
  const fired = all.flatMap(({ timerFiredEventAttributes }, index) => (timerFiredEventAttributes ? [index] : []));
  const [from, to] = fired.slice(-2);
  if (from === undefined || to === undefined) return { eventsPerRound: Number.NaN, bytesPerRound: Number.NaN };
  const cycle = all.slice(from, to);
  const bytes = cycle.reduce((sum, event) => sum + payloadBytes(event), 0);
  return { eventsPerRound: cycle.length, bytesPerRound: bytes };
}

/** Payloads are what a history weighs; what is around them is a few dozen bytes each. */
function payloadBytes(event: object): number {
  let bytes = 0;
  for (const value of Object.values(event)) {
    if (value instanceof Uint8Array) bytes += value.length;
    else if (typeof value === 'object' && value !== null) bytes += payloadBytes(value);
  }
  return bytes;
}
