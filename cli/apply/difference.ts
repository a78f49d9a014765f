/** One value that differs; undefined: not there on that side. */
export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

/** Lists whose order says nothing, by the member that names a row. */
const keys: Record<string, string> = { vms: 'ref', networks: 'network', datastores: 'datastore', disks: 'diskId' };

/** What it takes to get from one JSON value to the other. Rows of lists are compared by name, not by place. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [old, wanted] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...wanted.keys()])]
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(wanted.get(path)))
    .map((path) => ({ path, before: old.get(path), after: wanted.get(path) }));
}

export function renderDifference({ path, before, after }: Difference): string {
  if (before === undefined) return `+ ${path}: ${JSON.stringify(after)}`;
  if (after === undefined) return `- ${path}: ${JSON.stringify(before)}`;
  return `~ ${path}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`;
}

/** Leaves by path. What is empty is a leaf, so that it differs from what is missing. */
function flat(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  const name = path.split('.').at(-1) ?? '';
  const entries = entriesOf(value, keys[name]);
  if (entries === undefined || entries.length === 0) {
    if (value !== undefined) into.set(path, value);
    return into;
  }
  for (const [key, member] of entries) flat(member, path === '' ? key : `${path}.${key}`, into);
  return into;
}

function entriesOf(value: unknown, key: string | undefined): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return Object.entries(value);
  if (key === undefined) return undefined;
  return value.map((row: Record<string, unknown>) => {
    const { [key]: name, ...rest } = row;
    return [`[${String(name)}]`, rest];
  });
}
