import Papa from 'papaparse';

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

/** Reads comma, semicolon or tab separated text with a heading. Lines without anything are passed over. */
export function readTable(file: string): ReadTable {
  const text = file.replace(/^\uFEFF/, '');
  const read: { line: number; cells: string[]; broken: boolean }[] = [];
  let line = 1;
  let from = 0;
  Papa.parse<string[]>(text, {
    step: ({ data, errors, meta }) => {
      const told = errors.some(({ type }) => type === 'Quotes');
      read.push({ line, cells: data.map((cell) => cell.trim().normalize('NFC')), broken: told });
      line += text.slice(from, meta.cursor).split(meta.linebreak).length - 1;
      from = meta.cursor;
    },
  });
  const [head, ...body] = read.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const meaning = (head?.cells ?? []).map((heading) => headings[heading.toLowerCase()]);
  return {
    columns: columns.filter((column) => meaning.includes(column)),
    ignored: (head?.cells ?? []).filter((heading, index) => meaning[index] === undefined && heading !== ''),
    rows: body.map(({ line: at, cells, broken }) => ({
      line: at,
      cells: Object.fromEntries(
        meaning.flatMap((column, index) => (column && cells[index] ? [[column, cells[index]]] : [])),
      ),
      broken: broken || cells.slice(meaning.length).some((cell) => cell !== ''),
    })),
  };
}
