import type { ManagedObject } from '../objects/managedObject.ts';
import { writeAny } from '../soap/writeValue.ts';
import { type Data, DeclaredValue, type Ref } from '../vim/values.ts';
import { VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import { readPaths } from './retrieve.ts';
import { select } from './selection.ts';

export class PropertyFilter implements ManagedObject {
  readonly ref: Ref;
  readonly spec: Data;
  readonly partialUpdates: boolean;

  constructor(ref: Ref, spec: Data, partialUpdates: boolean) {
    this.ref = ref;
    this.spec = spec;
    this.partialUpdates = partialUpdates;
  }

  property(name: string): unknown {
    return name === 'spec' ? this.spec : name === 'partialUpdates' ? this.partialUpdates : undefined;
  }
}

/** Serialised values by path, by object id, by filter id: what a client has been told. */
type Told = Map<string, Map<string, { ref: Ref; values: Map<string, string> }>>;

/** The filters of one session and the versions that it has been told. */
export class Collector implements ManagedObject {
  readonly ref: Ref;
  readonly filters = new Map<string, PropertyFilter>();
  #version = 0;
  /** The state at the last version and at the one before, in case an answer was lost. */
  #states = new Map<string, Told>();
  cancelWait: AbortController | undefined;

  constructor(ref: Ref) {
    this.ref = ref;
  }

  property(name: string): unknown {
    return name === 'filter' ? [...this.filters.values()].map((filter) => filter.ref) : undefined;
  }

  /**
   * Compares the present with what the client knows at a version.
   * @param version '' for everything anew
   * @returns undefined when nothing has changed
   * @throws InvalidCollectorVersion
   */
  updates(world: World, version: string, maxObjects: number): Data | undefined {
    const before: Told | undefined = version === '' ? new Map() : this.#states.get(version);
    if (before === undefined) {
      throw new VimFault(
        'InvalidCollectorVersion',
        `The version "${version}" is not one of this collector's last two.`,
      );
    }
    const told: Told = new Map();
    const filterSet: Data[] = [];
    let room = maxObjects;
    let truncated = false;
    for (const filter of this.filters.values()) {
      const known = before.get(filter.ref.id) ?? new Map();
      const now = new Map(known);
      told.set(filter.ref.id, now);
      const objectSet: Data[] = [];
      for (const change of changesOf(world, filter, known)) {
        if (room === 0) {
          truncated = true;
          break;
        }
        room -= 1;
        objectSet.push(change.update);
        if (change.values === undefined) now.delete(change.ref.id);
        else now.set(change.ref.id, { ref: change.ref, values: change.values });
      }
      if (objectSet.length > 0) filterSet.push({ filter: filter.ref, objectSet });
    }
    if (filterSet.length === 0) return undefined;
    this.#version += 1;
    const next = String(this.#version);
    this.#states = new Map([
      [version, before],
      [next, told],
    ]);
    return { $type: 'UpdateSet', version: next, filterSet, truncated: truncated ? true : undefined };
  }
}

interface Change {
  ref: Ref;
  update: Data;
  /** Undefined: the object left. */
  values: Map<string, string> | undefined;
}

function* changesOf(
  world: World,
  filter: PropertyFilter,
  known: ReadonlyMap<string, { ref: Ref; values: Map<string, string> }>,
): Generator<Change> {
  const present = new Set<string>();
  for (const { ref, paths } of select(world, [{ ...filter.spec, reportMissingObjectsInResults: true }])) {
    const object = world.objects.get(ref.id);
    if (object === undefined) continue;
    present.add(ref.id);
    const before = known.get(ref.id)?.values;
    const values = new Map<string, string>();
    const changeSet: Data[] = [];
    for (const property of readPaths(object, paths)) {
      const name = String(property['name']);
      const { val } = property;
      const text = val instanceof DeclaredValue ? writeAny('val', val.type, val.value) : '';
      values.set(name, text);
      if (before?.get(name) !== text) changeSet.push({ name, op: 'assign', val });
    }
    for (const name of before?.keys() ?? []) {
      // An unset property is an assignment without a value.
      if (!values.has(name)) changeSet.push({ name, op: 'assign' });
    }
    if (before === undefined) yield { ref, values, update: { kind: 'enter', obj: ref, changeSet } };
    else if (changeSet.length > 0) yield { ref, values, update: { kind: 'modify', obj: ref, changeSet } };
  }
  for (const { ref } of known.values()) {
    if (!present.has(ref.id)) yield { ref, values: undefined, update: { kind: 'leave', obj: ref } };
  }
}
