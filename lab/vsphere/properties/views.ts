import { randomUUID } from 'node:crypto';
import type { ManagedObject } from '../objects/managedObject.ts';
import { sessionOf } from '../session/sessionOperations.ts';
import type { Handlers } from '../soap/call.ts';
import { extendsType, isManagedType } from '../vim/schema.ts';
import { isRef, listOf, type Ref, ref, textOf } from '../vim/values.ts';
import { invalidArgument, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';

/** Properties that lead from a container to what it contains. */
const childProperties: Record<string, readonly string[]> = {
  Folder: ['childEntity'],
  Datacenter: ['vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder'],
  ComputeResource: ['host', 'resourcePool'],
  ClusterComputeResource: ['host', 'resourcePool'],
  ResourcePool: ['resourcePool', 'vm'],
  HostSystem: ['vm'],
};

class View implements ManagedObject {
  readonly ref: Ref;
  readonly #properties: Record<string, () => unknown>;

  constructor(ref: Ref, properties: Record<string, () => unknown>) {
    this.ref = ref;
    this.#properties = properties;
  }

  property(name: string): unknown {
    return this.#properties[name]?.();
  }
}

export const viewOperations: Handlers = {
  CreateContainerView: (call) => {
    const { container } = call.args;
    if (!isRef(container)) throw invalidArgument('container');
    const root = call.world.find(container);
    if (childProperties[root.ref.ref] === undefined) throw invalidArgument('container');
    const types = listOf(call.args['type']).map(textOf);
    for (const type of types) {
      if (!isManagedType(type) || !extendsType(type, 'ManagedEntity')) throw invalidArgument('type');
    }
    const recursive = call.args['recursive'] === true;
    const session = sessionOf(call);
    const id = `session[${session.key}]${randomUUID()}`;
    session.objects.add(id);
    return call.world.add(
      new View(ref('ContainerView', id), {
        container: () => root.ref,
        type: () => types,
        recursive: () => recursive,
        view: () => contents(call.world, root, types, recursive),
      }),
    ).ref;
  },
  CreateListView: (call) => {
    const members = listOf(call.args['obj']).filter(isRef);
    const session = sessionOf(call);
    const id = `session[${session.key}]${randomUUID()}`;
    session.objects.add(id);
    return call.world.add(new View(ref('ListView', id), { view: () => members })).ref;
  },
  DestroyView: (call) => {
    if (!sessionOf(call).objects.delete(call.target.ref.id)) {
      throw new VimFault('NotAuthenticated', 'The view belongs to another session.', {
        object: call.target.ref,
        privilegeId: 'System.View',
      });
    }
    call.world.remove(call.target.ref.id);
  },
};

function contents(world: World, root: ManagedObject, types: readonly string[], recursive: boolean): Ref[] {
  const found = new Map<string, Ref>();
  const visited = new Set<string>();
  const visit = (container: ManagedObject) => {
    if (visited.has(container.ref.id)) return;
    visited.add(container.ref.id);
    for (const property of childProperties[container.ref.ref] ?? []) {
      for (const child of listOf(container.property(property)).filter(isRef)) {
        const object = world.objects.get(child.id);
        if (object === undefined) continue;
        if (types.length === 0 || types.some((type) => extendsType(child.ref, type))) found.set(child.id, child);
        if (recursive) visit(object);
      }
    }
  };
  visit(root);
  return [...found.values()];
}
