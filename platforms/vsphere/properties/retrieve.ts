import { readLocalizedFault, VimFaultError } from '../faults/vimFault.ts';
import type { Login, VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { child, list, text } from '../values/value.ts';

/** One managed object with the properties that were asked for and are set. */
export interface Retrieved {
  ref: MoRef;
  /** By property path. */
  properties: Map<string, unknown>;
  /** Set when a property may not be read. */
  denied?: VimFaultError;
}

/** Properties of several objects, which may be of several types. @throws DroverError platform.forbidden | not-found */
export async function retrieve(
  session: VsphereSession,
  refs: readonly MoRef[],
  paths: Record<string, readonly string[]>,
  signal: AbortSignal,
): Promise<Retrieved[]> {
  return allReadable(await retrieveReadable(session, refs, paths, signal));
}

/** As `retrieve`, but properties that may not be read are left out. */
export async function retrieveReadable(
  session: VsphereSession,
  refs: readonly MoRef[],
  paths: Record<string, readonly string[]>,
  signal: AbortSignal,
): Promise<Retrieved[]> {
  if (refs.length === 0) return [];
  const spec = {
    propSet: Object.entries(paths).map(([type, pathSet]) => ({ type, all: false, pathSet })),
    objectSet: refs.map((obj) => ({ obj, skip: false })),
  };
  return retrievePages(session, spec, signal);
}

/**
 * Properties of the objects that a reference property of one object names, in one call. Objects that are gone by then
 * are passed over. @throws DroverError platform.forbidden | not-found
 */
export async function retrieveAlong(
  session: VsphereSession,
  from: MoRef,
  path: string,
  wanted: { type: string; pathSet: readonly string[] },
  signal: AbortSignal,
): Promise<Retrieved[]> {
  const traversal = { attributes: { 'xsi:type': 'TraversalSpec' }, type: from.attributes.type, path, skip: false };
  const spec = {
    propSet: [{ type: wanted.type, all: false, pathSet: wanted.pathSet }],
    objectSet: [{ obj: from, skip: true, selectSet: [traversal] }],
  };
  return allReadable(await retrievePages(session, spec, signal));
}

function allReadable(found: Retrieved[]): Retrieved[] {
  for (const { denied } of found) if (denied !== undefined) throw denied;
  return found;
}

async function retrievePages(session: VsphereSession, spec: object, signal: AbortSignal): Promise<Retrieved[]> {
  return session.withLogin(signal, async (login) => {
    const found: Retrieved[] = [];
    let page = await retrievePage(session, login, spec, {}, signal);
    found.push(...page.objects);
    while (page.token !== undefined) {
      page = await continuePage(session, login, page.token, signal);
      found.push(...page.objects);
    }
    return found;
  });
}

/** Properties of one object by path. @throws DroverError platform.not-found */
export async function retrieveOne(
  session: VsphereSession,
  ref: MoRef,
  pathSet: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, unknown>> {
  const [found] = await retrieve(session, [ref], { [ref.attributes.type]: pathSet }, signal);
  return found?.properties ?? new Map();
}

export interface Page {
  objects: Retrieved[];
  token: string | undefined;
}

export async function retrievePage(
  session: VsphereSession,
  login: Login,
  spec: object,
  options: { maxObjects?: number },
  signal: AbortSignal,
): Promise<Page> {
  const collector = login.content.propertyCollector;
  const args = { specSet: [spec], options };
  const [answer] = await session.send(login, 'RetrievePropertiesEx', collector, args, { signal });
  return readPage(answer);
}

export async function continuePage(
  session: VsphereSession,
  login: Login,
  token: string,
  signal: AbortSignal,
): Promise<Page> {
  const collector = login.content.propertyCollector;
  const [answer] = await session.send(login, 'ContinueRetrievePropertiesEx', collector, { token }, { signal });
  return readPage(answer);
}

/** No match is no answer at all. An empty token would ask for the first page again. */
function readPage(answer: unknown): Page {
  const token = text(answer, 'token');
  return { token: token === '' ? undefined : token, objects: list(answer, 'objects').flatMap(readObject) };
}

function readObject(node: unknown): Retrieved[] {
  const ref = readRef(node, 'obj');
  if (ref === undefined) return [];
  let denied: VimFaultError | undefined;
  for (const missing of list(node, 'missingSet')) {
    const fault = readLocalizedFault(child(missing, 'fault'));
    // A dead session is answered with HTTP 200 and this fault in place of every property.
    if (fault.type !== 'NotAuthenticated' && fault.type !== 'NoPermission') continue;
    const object = `${ref.attributes.type} ${ref.$value}`;
    denied = new VimFaultError(fault, { operation: `reading ${text(missing, 'path') ?? 'a property'}`, object });
    if (fault.type === 'NotAuthenticated') throw denied;
  }
  const properties = new Map<string, unknown>();
  for (const property of list(node, 'propSet')) {
    const name = text(property, 'name');
    if (name !== undefined) properties.set(name, child(property, 'val'));
  }
  return [denied === undefined ? { ref, properties } : { ref, properties, denied }];
}
