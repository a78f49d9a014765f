import type { ManagedObject } from '../objects/managedObject.ts';
import { extendsType, fieldsOf } from '../vim/schema.ts';
import { type Data, dataList, isRef, listOf, type Ref, textOf } from '../vim/values.ts';
import { invalidArgument, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import { checkPath } from './propertyPath.ts';

/** An object that a filter selects and the properties wanted of it. */
export interface Selected {
  ref: Ref;
  paths: readonly string[];
}

/** Resolves PropertyFilterSpecs: walks from each start object along the traversals. */
export function select(world: World, specs: readonly Data[]): Selected[] {
  const selected = new Map<string, { ref: Ref; paths: Set<string> }>();
  for (const spec of specs) {
    const propSets = dataList(spec['propSet']);
    for (const propSet of propSets) checkPropertySpec(propSet);
    const include = (object: ManagedObject) => {
      const paths = pathsFor(object, propSets);
      if (paths === undefined) return;
      const entry = selected.get(object.ref.id) ?? { ref: object.ref, paths: new Set<string>() };
      for (const path of paths) entry.paths.add(path);
      selected.set(object.ref.id, entry);
    };
    for (const objectSpec of dataList(spec['objectSet'])) {
      walk(world, objectSpec, include, spec['reportMissingObjectsInResults'] === true);
    }
  }
  return [...selected.values()].map(({ ref, paths }) => ({ ref, paths: [...paths] }));
}

function checkPropertySpec(propSet: Data): void {
  const type = textOf(propSet['type']);
  if (fieldsOf(type) === undefined && type !== 'ManagedObject') {
    throw new VimFault('InvalidType', `The type ${type} is not known.`, { argument: type });
  }
  for (const path of listOf(propSet['pathSet'])) checkPath(type, textOf(path));
}

function pathsFor(object: ManagedObject, propSets: readonly Data[]): string[] | undefined {
  const matching = propSets.filter((propSet) => extendsType(object.ref.ref, textOf(propSet['type'])));
  if (matching.length === 0) return undefined;
  return matching.flatMap((propSet) =>
    propSet['all'] === true
      ? (fieldsOf(object.ref.ref) ?? []).map((field) => field.name)
      : listOf(propSet['pathSet']).map(textOf),
  );
}

function walk(world: World, objectSpec: Data, include: (object: ManagedObject) => void, tolerant: boolean): void {
  const start = objectSpec['obj'];
  if (!isRef(start)) return;
  if (tolerant && !world.objects.has(start.id)) return;
  const object = world.find(start);
  if (objectSpec['skip'] !== true) include(object);
  const named = new Map<string, Data>();
  collectNames(dataList(objectSpec['selectSet']), named);
  const visited = new Set<string>();
  const step = (from: ManagedObject, selections: readonly Data[]) => {
    for (const selection of selections) {
      const traversal = resolve(selection, named);
      if (!extendsType(from.ref.ref, textOf(traversal['type']))) continue;
      const mark = `${from.ref.id}|${[...named.values()].indexOf(traversal)}|${textOf(traversal['path'])}`;
      if (visited.has(mark)) continue;
      visited.add(mark);
      for (const next of references(from.property(textOf(traversal['path'])))) {
        const found = world.objects.get(next.id);
        if (found === undefined) continue;
        if (traversal['skip'] !== true) include(found);
        step(found, dataList(traversal['selectSet']));
      }
    }
  };
  step(object, dataList(objectSpec['selectSet']));
}

function collectNames(selections: readonly Data[], named: Map<string, Data>): void {
  for (const selection of selections) {
    if (selection.$type !== 'TraversalSpec') continue;
    checkPath(textOf(selection['type']), textOf(selection['path']));
    // Unnamed ones are kept too: they need an identity for the loop check.
    named.set(typeof selection['name'] === 'string' ? selection['name'] : `#${named.size}`, selection);
    collectNames(dataList(selection['selectSet']), named);
  }
}

function resolve(selection: Data, named: ReadonlyMap<string, Data>): Data {
  if (selection.$type === 'TraversalSpec') return selection;
  const traversal = named.get(textOf(selection['name']));
  if (traversal === undefined) throw invalidArgument(`specSet.objectSet.selectSet.name (${textOf(selection['name'])})`);
  return traversal;
}

function references(value: unknown): Ref[] {
  return listOf(value).filter(isRef);
}
