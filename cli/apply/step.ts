import { type Difference, differences } from './difference.ts';

/** What happens, or would, to one object of the file. */
export interface Applied {
  kind: 'preset' | 'plan' | 'schedule';
  name: string;
  action: 'create' | 'update' | 'none';
  /** Null: not made yet. */
  id: string | null;
  differences: Difference[];
}

export interface Step {
  change: Applied;
  /** @returns the object's id */
  carryOut(): Promise<string>;
}

/** @param id null: not there yet */
export function step(
  kind: Applied['kind'],
  name: string,
  { id, before, after }: { id: string | null; before: unknown; after: unknown },
  carryOut: () => Promise<string>,
): Step {
  const found = differences(before, after);
  const action = id === null ? 'create' : found.length > 0 ? 'update' : 'none';
  return { change: { kind, name, action, id, differences: found }, carryOut };
}
