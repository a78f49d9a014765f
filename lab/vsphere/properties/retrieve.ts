import { randomUUID } from 'node:crypto';
import type { ManagedObject } from '../objects/managedObject.ts';
import { sessionOf } from '../session/sessionOperations.ts';
import { userSession } from '../session/sessionStore.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { writeAny } from '../soap/writeValue.ts';
import { type Data, dataList, isData, isRef, listOf, textOf } from '../vim/values.ts';
import { invalidArgument, invalidProperty, notAuthenticated } from '../vim/vimFault.ts';
import { valueAt } from './propertyPath.ts';
import { type Selected, select } from './selection.ts';

/** What is left of a retrieval after its first pages. */
export interface PendingPages {
  rest: Selected[];
  pageSize: number;
}

export const retrieveOperations: Handlers = {
  RetrievePropertiesEx: (call) => {
    if (call.session === undefined) return { objects: unauthenticated(call) };
    const selected = select(call.world, dataList(call.args['specSet']));
    const options = isData(call.args['options']) ? call.args['options'] : {};
    const asked = options['maxObjects'];
    if (typeof asked === 'number' && asked < 1) throw invalidArgument('options.maxObjects');
    const limit = call.world.settings.objectsPerPage;
    return page(call, selected, Math.min(typeof asked === 'number' ? asked : limit, limit));
  },
  RetrieveProperties: (call) => {
    if (call.session === undefined) return unauthenticated(call);
    const selected = select(call.world, dataList(call.args['specSet']));
    return selected.flatMap((one) => contentOf(call, one));
  },
  ContinueRetrievePropertiesEx: (call) => {
    const pending = takePages(call);
    return page(call, pending.rest, pending.pageSize);
  },
  CancelRetrievePropertiesEx: (call) => {
    takePages(call);
  },
  Fetch: (call) => {
    const name = textOf(call.args['prop']);
    const declared = valueAt(call.target, name, (first) => propertyFor(call, call.target, first));
    return declared === undefined ? '' : writeAny('returnval', declared.type, declared.value);
  },
};

function takePages(call: Call): PendingPages {
  const { pages } = sessionOf(call);
  const token = textOf(call.args['token']);
  const pending = pages.get(token);
  if (pending === undefined) throw invalidProperty('token');
  pages.delete(token);
  return pending;
}

function page(call: Call, selected: readonly Selected[], pageSize: number): Data | undefined {
  if (selected.length === 0) return undefined;
  const rest = selected.slice(pageSize);
  const objects = selected.slice(0, pageSize).flatMap((one) => contentOf(call, one));
  let token: string | undefined;
  if (rest.length > 0) {
    token = randomUUID();
    sessionOf(call).pages.set(token, { rest, pageSize });
  }
  return { $type: 'RetrieveResult', token, objects };
}

/** The properties of one object, or nothing when it vanished meanwhile. */
function contentOf(call: Call, selected: Selected): Data[] {
  const object = call.world.objects.get(selected.ref.id);
  return object === undefined
    ? []
    : [
        {
          $type: 'ObjectContent',
          obj: object.ref,
          propSet: readPaths(object, selected.paths, (name) => propertyFor(call, object, name)),
        },
      ];
}

/** One property depends on who asks. */
function propertyFor(call: Call, object: ManagedObject, name: string): unknown {
  const asksForItself = object.ref.ref === 'SessionManager' && name === 'currentSession';
  if (!asksForItself) return object.property(name);
  return call.session === undefined ? undefined : userSession(call.session);
}

/** @returns DynamicProperty values; unset ones are left out */
export function readPaths(
  object: ManagedObject,
  paths: readonly string[],
  read: (name: string) => unknown = (name) => object.property(name),
): Data[] {
  const cache = new Map<string, unknown>();
  const first = (name: string) => {
    if (!cache.has(name)) cache.set(name, read(name));
    return cache.get(name);
  };
  return paths.flatMap((path) => {
    const declared = valueAt(object, path, first);
    return declared === undefined ? [] : [{ $type: 'DynamicProperty', name: path, val: declared }];
  });
}

/**
 * Without a session PropertyCollector answers 200, with every wanted property missing. Objects that lived in the
 * session, such as views, are not even found.
 */
function unauthenticated(call: Call): Data[] {
  return dataList(call.args['specSet']).flatMap((spec) => {
    const paths = dataList(spec['propSet']).flatMap((propSet) => listOf(propSet['pathSet']).map(textOf));
    return dataList(spec['objectSet']).map((objectSpec) => {
      const start = objectSpec['obj'];
      if (!isRef(start) || !call.world.objects.has(start.id)) throw notAuthenticated(call.target.ref);
      const fault = notAuthenticated(start, 'System.Read').localized();
      return { $type: 'ObjectContent', obj: start, missingSet: paths.map((path) => ({ path, fault })) };
    });
  });
}
