const columns = ['name', 'ref', 'storage', 'node', 'bridge', 'pool', 'vmid', 'targetName', 'strategy'] as const;
export type Column = (typeof columns)[number];

/** How files name them, in any case; `VM` and `VM ID` are RVTools' (vInfo as CSV). */
const headings: Record<string, Column> = {
  ...{ name: 'name', vm: 'name', 'vm name': 'name', ref: 'ref', moref: 'ref', 'vm id': 'ref' },
  ...{ storage: 'storage', node: 'node', bridge: 'bridge', pool: 'pool', vmid: 'vmid' },
  ...{ 'target name': 'targetName', target_name: 'targetName', targetname: 'targetName', strategy: 'strategy' },
};

export interface TableRow {
  /** In the file, from 1; of a row of several lines, its first. */
  line: number;
  cells: Partial<Record<Column, string>>;
  /** The row cannot be read: a quote that is not closed, more cells than there are columns. */
  broken: boolean;
}

export interface ReadTable {
  columns: Column[];
  /** Headings that mean nothing here. */
  ignored: string[];
  rows: TableRow[];
}

/** A row of a file before anybody knows what its columns mean. */
export interface ReadRow {
  line: number;
  cells: string[];
  /** It could not be read to its end. */
  broken?: boolean;
}

/** Finds the heading, and by it what the cells of each row mean. Rows without anything are passed over. */
export function tableOf(read: readonly ReadRow[]): ReadTable {
  const filled = read
    .map(({ cells, ...row }) => ({ ...row, cells: cells.map((cell) => cell.trim().normalize('NFC')) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [head, ...body] = filled;
  const meaning = (head?.cells ?? []).map((heading) => headings[heading.toLowerCase()]);
  return {
    columns: columns.filter((column) => meaning.includes(column)),
    ignored: (head?.cells ?? []).filter((heading, index) => meaning[index] === undefined && heading !== ''),
    rows: body.map(({ line: at, cells, broken }) => ({
      line: at,
      cells: Object.fromEntries(
        meaning.flatMap((column, index) => (column && cells[index] ? [[column, cells[index]]] : [])),
      ),
      broken: broken === true || cells.slice(meaning.length).some((cell) => cell !== ''),
    })),
  };
}
