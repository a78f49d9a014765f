import { DroverError } from '../../../contract/errors.ts';
import { vmRef } from '../machine/configuration.ts';
import { retrievePage } from '../properties/retrieve.ts';
import type { Login, VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { list, number } from '../values/value.ts';

/** Events after which a VM that was off or suspended executes. Reverting may bring up the state of a running one. */
const starts = [
  ...['VmStartingEvent', 'VmPoweredOnEvent', 'DrsVmPoweredOnEvent', 'VmResumingEvent', 'VmStartReplayingEvent'],
  ...['VmRestartedOnAlternateHostEvent', 'VmDasBeingResetEvent', 'VmSecondaryStartedEvent'],
];

/**
 * Key of the newest event of a start, which outlives the run itself: `runtime.bootTime` is cleared when a VM goes off.
 * Read through a collector, because ESXi without vCenter has no QueryEvents.
 * @returns null where the server keeps no events
 */
export async function lastStart(session: VsphereSession, vm: string, signal: AbortSignal): Promise<string | null> {
  return session.withLogin(signal, async (login) => {
    const { eventManager } = login.content;
    if (eventManager === undefined) return null;
    const collector = await openCollector(session, login, { vm: vmRef(vm), eventManager }, signal);
    if (collector === null) return null;
    try {
      const propSet = [{ type: 'EventHistoryCollector', all: false, pathSet: ['latestPage'] }];
      const spec = { propSet, objectSet: [{ obj: collector, skip: false }] };
      const { objects } = await retrievePage(session, login, spec, {}, signal);
      const keys = list(objects[0]?.properties.get('latestPage')).map((event) => number(event, 'key') ?? 0);
      return keys.length === 0 ? 'none' : String(Math.max(...keys));
    } finally {
      const soon = AbortSignal.timeout(10_000);
      // Ends with the session anyway.
      await login.channel.send('DestroyCollector', collector, {}, { signal: soon }).catch(() => undefined);
    }
  });
}

async function openCollector(
  session: VsphereSession,
  login: Login,
  at: { vm: MoRef; eventManager: MoRef },
  signal: AbortSignal,
): Promise<MoRef | null> {
  const filter = { entity: { entity: at.vm, recursion: 'self' }, eventTypeId: starts };
  try {
    const [made] = await session.send(login, 'CreateCollectorForEvents', at.eventManager, { filter }, { signal });
    return readRef(made) ?? null;
  } catch (error) {
    if (error instanceof DroverError && error.code === 'platform.unsupported') return null;
    throw error;
  }
}
