import { elements } from './elements.ts';
import { type SheetRow, sharedTexts, sheetRows } from './sheetReader.ts';
import { type Budget, unpack } from './unpack.ts';
import { XlsxError } from './xlsxError.ts';

/** The sheet of RVTools that has a row for each VM. */
const vmSheet = 'vinfo';
/** Bytes that are unpacked of a file at most; 10,000 VMs in RVTools are some 60 MiB. */
export const mostUnpacked = 256 * 1024 ** 2;

export interface XlsxTable {
  sheet: string;
  rows: SheetRow[];
}

interface Workbook {
  sheets: { name: string; path: string }[];
  shared: string[];
}

/**
 * Reads one sheet of a workbook: RVTools' vInfo, or else the first. Dates and formats are not looked at.
 * @throws XlsxError
 */
export async function readXlsx(file: Blob, limit = mostUnpacked): Promise<XlsxTable> {
  await demandArchive(file);
  const budget: Budget = { bytes: limit };
  const { sheets, shared } = await readWorkbook(file, budget);
  const sheet = sheets.find(({ name }) => name.toLowerCase() === vmSheet) ?? sheets[0];
  if (sheet === undefined) throw new XlsxError('noSheet');
  const rows: SheetRow[] = [];
  const take = sheetRows(rows, shared);
  await unpack(file, (path) => (path === sheet.path ? take : null), budget);
  return { sheet: sheet.name, rows };
}

/** Names of sheets, where they are, and the texts that all of them share. */
async function readWorkbook(file: Blob, budget: Budget): Promise<Workbook> {
  const shared: string[] = [];
  const named: { name: string; id: string }[] = [];
  const places = new Map<string, string>();
  const takers: Record<string, (bytes: Uint8Array, last: boolean) => void> = {
    'xl/workbook.xml': elements({
      open(name, attributes) {
        if (name !== 'sheet') return;
        // The prefix of `r:id` is the document's own choice.
        const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
        named.push({ name: attributes['name'] ?? '', id });
      },
    }),
    'xl/_rels/workbook.xml.rels': elements({
      open(name, attributes) {
        if (name === 'Relationship') places.set(attributes['Id'] ?? '', pathOf(attributes['Target'] ?? ''));
      },
    }),
    'xl/sharedStrings.xml': sharedTexts(shared),
  };
  await unpack(file, (path) => takers[path] ?? null, budget);
  const sheets = named.flatMap(({ name, id }) => {
    const path = places.get(id);
    return path === undefined ? [] : [{ name, path }];
  });
  return { sheets, shared };
}

/** Targets are relative to `xl/`, or begin at the root. */
function pathOf(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

async function demandArchive(file: Blob): Promise<void> {
  const [a, b, c, d] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04) return;
  // A compound file: a workbook of before 2007, or one with a password.
  throw new XlsxError(a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0 ? 'oldOrLocked' : 'notXlsx');
}
