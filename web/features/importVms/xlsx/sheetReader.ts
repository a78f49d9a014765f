import { elements } from './elements.ts';
import { XlsxError } from './xlsxError.ts';

/** RVTools has some 90 columns; beyond these a sheet is something else. */
const mostColumns = 1000;
/** Cells with something in them; 10,000 VMs in RVTools are under a million. */
const mostCells = 4_000_000;

export interface SheetRow {
  /** As the spreadsheet numbers it, from 1. */
  line: number;
  cells: string[];
}

/** Texts that cells refer to by number (ECMA-376 part 1, 18.4): of each, all runs but the phonetic hints. */
export function sharedTexts(into: string[]) {
  let text = '';
  let inText = false;
  let phonetic = false;
  return elements({
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      inText = name === 't' && !phonetic;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(name) {
      if (name === 'rPh') phonetic = false;
      if (name === 't') inText = false;
      if (name === 'si') into.push(unescaped(text));
    },
  });
}

/** Rows of a sheet (18.3.1), empty ones left out. @param shared as `sharedTexts` found them */
export function sheetRows(into: SheetRow[], shared: readonly string[]) {
  let line = 0;
  let column = -1;
  let type = '';
  let value = '';
  let taken = false;
  let cells: string[] = [];
  let count = 0;
  const store = () => {
    const text = type === 's' ? (shared[Number(value)] ?? '') : unescaped(value);
    if (text === '' || column >= mostColumns) return;
    count += 1;
    if (count > mostCells) throw new XlsxError('unpackedTooLarge');
    while (cells.length < column) cells.push('');
    cells[column] = text;
  };
  return elements({
    open(name, attributes) {
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1);
        column = -1;
        cells = [];
      } else if (name === 'c') {
        column = columnOf(attributes['r']) ?? column + 1;
        type = attributes['t'] ?? 'n';
        value = '';
      }
      // A formula (`f`) is no value.
      taken = name === 'v' || (name === 't' && type === 'inlineStr');
    },
    text(piece) {
      if (taken) value += piece;
    },
    close(name) {
      if (name === 'v' || name === 't') taken = false;
      if (name === 'c') store();
      if (name === 'row' && cells.length > 0) into.push({ line, cells });
    },
  });
}

/** `C7` is in column 2. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Characters that XML does not have are written as `_x000D_` (22.9.2.19). */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
