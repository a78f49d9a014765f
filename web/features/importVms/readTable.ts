import Papa from 'papaparse';
import { type ReadRow, type ReadTable, tableOf } from './tableOf.ts';

/** Reads comma, semicolon or tab separated text with a heading. Lines without anything are passed over. */
export function readTable(file: string): ReadTable {
  const text = file.replace(/^\uFEFF/, '');
  const read: ReadRow[] = [];
  let line = 1;
  let from = 0;
  Papa.parse<string[]>(text, {
    step: ({ data, errors, meta }) => {
      const told = errors.some(({ type }) => type === 'Quotes');
      read.push({ line, cells: data, broken: told });
      line += text.slice(from, meta.cursor).split(meta.linebreak).length - 1;
      from = meta.cursor;
    },
  });
  return tableOf(read);
}
