import { randomUUID } from 'node:crypto';
import type { ManagedObject } from '../objects/managedObject.ts';
import { PlainObject } from '../objects/managedObject.ts';
import { sessionOf } from '../session/sessionOperations.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { extendsType } from '../vim/schema.ts';
import { type Data, isData, isRef, listOf, numberOf, optionalText, ref, textOf } from '../vim/values.ts';
import { invalidArgument, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';

/** Of one session. */
export const maxCollectors = 32;
/** Events in a collector's latest page, and in the answer of QueryEvents, unless the filter says. */
const latestEvents = 10;
const queriedEvents = 1000;
const unknownFilters = ['userName', 'eventChainId', 'alarm', 'scheduledTask', 'category', 'type', 'tag'];

export const eventOperations: Handlers = {
  CreateCollectorForEvents: (call) => {
    const filter = filterOf(call);
    const session = sessionOf(call);
    const prefix = `session[${session.key}]event-`;
    if ([...session.objects].filter((id) => id.startsWith(prefix)).length >= maxCollectors) {
      throw new VimFault('InvalidState', 'There are too many event collectors.');
    }
    const id = `${prefix}${randomUUID()}`;
    session.objects.add(id);
    return call.world.add(
      new PlainObject(ref('EventHistoryCollector', id), {
        filter: () => ({ $type: 'EventFilterSpec', ...filter }),
        latestPage: () => matching(call.world, filter, latestEvents),
        initialized: () => true,
      }),
    ).ref;
  },
  QueryEvents: (call) => matching(call.world, filterOf(call), queriedEvents),
  DestroyCollector: (call) => {
    sessionOf(call).objects.delete(call.target.ref.id);
    call.world.remove(call.target.ref.id);
  },
};

function filterOf(call: Call): Data {
  const { filter } = call.args;
  if (!isData(filter)) throw invalidArgument('filter');
  const foreign = unknownFilters.find((name) => filter[name] !== undefined);
  if (foreign !== undefined) throw new VimFault('NotSupported', `The lab does not filter events by ${foreign}.`);
  const entity = isData(filter['entity']) ? filter['entity']['entity'] : undefined;
  if (isRef(entity)) call.world.find(entity);
  return filter;
}

/** The newest events that fit, oldest first. */
function matching(world: World, filter: Data, most: number): Data[] {
  const limit = numberOf(filter['maxCount']) || most;
  return world.events
    .all()
    .filter((event) => fits(world, event, filter))
    .slice(-limit);
}

function fits(world: World, event: Data, filter: Data): boolean {
  const types = listOf(filter['eventTypeId']).map(textOf);
  if (types.length > 0 && !types.some((type) => extendsType(event.$type ?? '', type))) return false;
  const { entity, time } = filter;
  if (isData(time)) {
    const at = event['createdTime'] instanceof Date ? event['createdTime'].getTime() : 0;
    if (at < timeOf(time['beginTime'], 0) || at > timeOf(time['endTime'], Number.POSITIVE_INFINITY)) return false;
  }
  return !isData(entity) || concerns(world, event, entity);
}

function timeOf(value: unknown, otherwise: number): number {
  const text = optionalText(value);
  return text === undefined ? otherwise : Date.parse(text);
}

function concerns(world: World, event: Data, { entity, recursion }: Data): boolean {
  const vm = isData(event['vm']) ? event['vm']['vm'] : undefined;
  if (!isRef(vm) || !isRef(entity)) return false;
  if (vm.id === entity.id) return recursion !== 'children';
  if (recursion === 'self') return false;
  let holder: ManagedObject | undefined = world.objects.get(vm.id);
  while (holder !== undefined && holder.ref.id !== entity.id) {
    const parent: unknown = holder.property('parent');
    holder = isRef(parent) ? world.objects.get(parent.id) : undefined;
  }
  return holder !== undefined;
}
