import { type Retrieved, retrievePage } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { text } from '../values/value.ts';

/** Name and parent of a folder, datacenter or vApp. */
export interface Entity {
  type: string;
  /** As the server stores it: `/`, `\` and `%` are `%2f`, `%5c` and `%25`. */
  name: string;
  parent: string | undefined;
}

export interface Place {
  /** Folders that hold the VM without the root folder, e.g. `DC0/vm/prod`. */
  path: string;
  datacenter: string;
  /** Inventory path of the datacenter, e.g. `Europe/DC0`, as `/folder` wants it. */
  datacenterPath: string;
}

export const parentPaths = ['name', 'parent'] as const;

export function readEntity(found: Retrieved): Entity {
  return {
    type: found.ref.attributes.type,
    name: text(found.properties.get('name')) ?? '',
    parent: readRef(found.properties.get('parent') ?? found.properties.get('parentVApp'))?.$value,
  };
}

/** Names of objects may hold escapes; people read them decoded. */
export function decodeName(name: string): string {
  return name.replace(/%2f/gi, '/').replace(/%5c/gi, '\\').replace(/%25/g, '%');
}

/** Where an object is, from a table of all that is above it. */
export function placeOf(parent: string | undefined, entities: ReadonlyMap<string, Entity>): Place {
  const chain: Entity[] = [];
  const visited = new Set<string>();
  for (let id = parent; id !== undefined && !visited.has(id); ) {
    visited.add(id);
    const entity = entities.get(id);
    if (entity === undefined) break;
    // The one folder without a parent is the root, which no path names.
    if (entity.parent !== undefined || entity.type === 'Datacenter') chain.unshift(entity);
    id = entity.parent;
  }
  const names = chain.map((entity) => entity.name);
  const datacenter = chain.findIndex((entity) => entity.type === 'Datacenter');
  return {
    path: names.join('/'),
    datacenter: decodeName(names[datacenter] ?? ''),
    datacenterPath: names.slice(0, datacenter + 1).join('/'),
  };
}

/** Everything above a VM, in one call: a traversal along `parent` that selects itself. */
export async function retrieveAncestors(
  session: VsphereSession,
  vm: MoRef,
  signal: AbortSignal,
): Promise<Map<string, Entity>> {
  const traversal = { 'xsi:type': 'TraversalSpec' };
  const again = [{ attributes: { 'xsi:type': 'SelectionSpec' }, name: 'up' }];
  const spec = {
    propSet: [
      { type: 'ManagedEntity', all: false, pathSet: [...parentPaths] },
      { type: 'VirtualMachine', all: false, pathSet: ['parentVApp'] },
    ],
    objectSet: [
      {
        obj: vm,
        skip: false,
        selectSet: [
          { attributes: traversal, name: 'up', type: 'ManagedEntity', path: 'parent', skip: false, selectSet: again },
          {
            attributes: traversal,
            name: 'app',
            type: 'VirtualMachine',
            path: 'parentVApp',
            skip: false,
            selectSet: again,
          },
        ],
      },
    ],
  };
  return session.withLogin(signal, async (login) => {
    const page = await retrievePage(session, login, spec, {}, signal);
    return new Map(page.objects.map((found) => [found.ref.$value, readEntity(found)]));
  });
}
