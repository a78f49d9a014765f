import { randomUUID } from 'node:crypto';
import { sessionOf } from '../session/sessionOperations.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { isData, ref, textOf } from '../vim/values.ts';
import { invalidArgument, VimFault } from '../vim/vimFault.ts';
import { Collector, PropertyFilter } from './collector.ts';
import { select } from './selection.ts';

const longestWaitSeconds = 1800;

export const collectorOperations: Handlers = {
  CreateFilter: (call) => {
    const { spec } = call.args;
    if (!isData(spec)) throw invalidArgument('spec');
    select(call.world, [spec]);
    const id = `${sessionOf(call).key}-filter-${randomUUID()}`;
    const filter = new PropertyFilter(ref('PropertyFilter', id), spec, call.args['partialUpdates'] === true);
    collectorOf(call).filters.set(id, filter);
    sessionOf(call).objects.add(id);
    return call.world.add(filter).ref;
  },
  DestroyPropertyFilter: (call) => {
    const { id } = call.target.ref;
    for (const collector of sessionOf(call).collectors.values()) collector.filters.delete(id);
    call.world.remove(id);
  },
  CreatePropertyCollector: (call) => {
    const session = sessionOf(call);
    const collector = new Collector(ref('PropertyCollector', `${session.key}-collector-${randomUUID()}`));
    session.collectors.set(collector.ref.id, collector);
    session.objects.add(collector.ref.id);
    return call.world.add(collector).ref;
  },
  DestroyPropertyCollector: (call) => {
    const session = sessionOf(call);
    const collector = session.collectors.get(call.target.ref.id);
    if (collector === undefined || call.target.ref.id === 'propertyCollector') {
      throw new VimFault('NotSupported', 'This property collector cannot be destroyed.');
    }
    for (const id of collector.filters.keys()) call.world.remove(id);
    session.collectors.delete(collector.ref.id);
    call.world.remove(collector.ref.id);
  },
  CheckForUpdates: (call) =>
    collectorOf(call).updates(call.world, textOf(call.args['version']), Number.POSITIVE_INFINITY),
  WaitForUpdates: (call) => waitForUpdates(call, longestWaitSeconds, Number.POSITIVE_INFINITY),
  WaitForUpdatesEx: (call) => {
    const options = isData(call.args['options']) ? call.args['options'] : {};
    const seconds = options['maxWaitSeconds'];
    const objects = options['maxObjectUpdates'];
    if (typeof seconds === 'number' && seconds < 0) throw invalidArgument('options.maxWaitSeconds');
    return waitForUpdates(
      call,
      typeof seconds === 'number' ? seconds : longestWaitSeconds,
      typeof objects === 'number' ? objects : Number.POSITIVE_INFINITY,
    );
  },
  CancelWaitForUpdates: (call) => {
    collectorOf(call).cancelWait?.abort();
  },
};

/** The session's collector that a call addresses; the default one has the same id in every session. */
function collectorOf(call: Call): Collector {
  const { collectors } = sessionOf(call);
  const { ref: reference } = call.target;
  const found = collectors.get(reference.id);
  if (found !== undefined) return found;
  if (reference.id !== 'propertyCollector') {
    throw new VimFault('InvalidArgument', 'The property collector belongs to another session.');
  }
  const created = new Collector(reference);
  collectors.set(reference.id, created);
  return created;
}

async function waitForUpdates(call: Call, seconds: number, maxObjects: number): Promise<unknown> {
  const collector = collectorOf(call);
  const session = sessionOf(call);
  const version = textOf(call.args['version']);
  const until = Date.now() + seconds * 1000;
  const cancel = new AbortController();
  collector.cancelWait?.abort();
  collector.cancelWait = cancel;
  for (;;) {
    const updates = collector.updates(call.world, version, maxObjects);
    const left = until - Date.now();
    if (updates !== undefined || left <= 0 || call.client.signal.aborted) return updates;
    // Not everything announces itself, so look again at least twice a second.
    await call.world.nextChange(Math.min(left, 500), AbortSignal.any([cancel.signal, call.client.signal]));
    if (cancel.signal.aborted) throw new VimFault('RequestCanceled', 'The request was canceled.');
    session.lastActive = new Date();
  }
}
