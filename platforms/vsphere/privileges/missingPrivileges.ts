import { isFault } from '../faults/vimFault.ts';
import { vmRef } from '../machine/configuration.ts';
import { listObjects } from '../properties/containerView.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { flag, list, text } from '../values/value.ts';
import { datastorePrivileges, vmPrivileges } from './privileges.ts';

/** Entities looked at when no VM is named; more would only say the same again. */
const enough = 300;

/**
 * Ids that the login lacks on a VM and its datastores. Without a VM: ids granted nowhere, because a role is best given
 * on a folder or a datacenter and not at the root.
 */
export async function missingPrivileges(
  session: VsphereSession,
  vm: string | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  if (vm === undefined) {
    const ids = [...vmPrivileges, ...datastorePrivileges];
    const granted = await grants(session, await containers(session, signal), ids, signal);
    return granted === null ? [] : ids.filter((id) => !granted.some((entity) => entity.has(id)));
  }
  const found = await retrieveOne(session, vmRef(vm), ['datastore'], signal);
  const datastores = list(found.get('datastore')).flatMap((node) => readRef(node) ?? []);
  return [
    ...(await missingOnAll(session, [vmRef(vm)], vmPrivileges, signal)),
    ...(await missingOnAll(session, datastores, datastorePrivileges, signal)),
  ];
}

async function missingOnAll(
  session: VsphereSession,
  entities: readonly MoRef[],
  ids: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const granted = await grants(session, entities, ids, signal);
  return granted === null ? [] : ids.filter((id) => granted.some((entity) => !entity.has(id)));
}

/** Granted ids per entity; null when the server cannot be asked. */
async function grants(
  session: VsphereSession,
  entities: readonly MoRef[],
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Set<string>[] | null> {
  if (entities.length === 0) return [];
  try {
    const answers = await session.withLogin(signal, async (login) => {
      const manager = login.content.authorizationManager;
      if (manager === undefined) return null;
      const args = { entity: entities, sessionId: login.key, privId: ids };
      return session.send(login, 'HasPrivilegeOnEntities', manager, args, { signal });
    });
    return answers?.map(readGrants) ?? null;
  } catch (error) {
    // A host without vCenter may not have this question; the operations themselves then tell.
    if (isFault(error, 'MethodNotFound', 'NotSupported', 'NotImplemented')) return null;
    throw error;
  }
}

function readGrants(entity: unknown): Set<string> {
  const granted = new Set<string>();
  for (const privilege of list(entity, 'privAvailability')) {
    if (flag(privilege, 'isGranted') === true) granted.add(text(privilege, 'privId') ?? '');
  }
  return granted;
}

async function containers(session: VsphereSession, signal: AbortSignal): Promise<MoRef[]> {
  const { content } = await session.login(signal);
  const found: MoRef[] = [content.rootFolder];
  for await (const page of listObjects(
    session,
    { Datacenter: ['name'], Folder: ['name'], Datastore: ['name'] },
    signal,
  )) {
    found.push(...page.map((object) => object.ref));
    if (found.length >= enough) break;
  }
  return found;
}
