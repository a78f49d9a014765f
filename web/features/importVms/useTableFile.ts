import { useState } from 'react';
import type { XlsxTable } from './xlsx/readXlsx.ts';
import type { XlsxFault } from './xlsx/xlsxError.ts';

/** Bytes. Some 10,000 rows with every column of RVTools. */
const largestFile = 16 * 1024 ** 2;

export type FileFault = 'tooLarge' | XlsxFault;

/** Reads a chosen file: text comes back, a workbook is kept here. What unpacks workbooks is fetched with the first. */
export function useTableFile() {
  const [sheet, setSheet] = useState<XlsxTable | null>(null);
  const [fault, setFault] = useState<FileFault | null>(null);
  const [isReading, setReading] = useState(false);
  const forget = () => {
    setSheet(null);
    setFault(null);
  };
  return {
    ...{ sheet, fault, isReading, forget },
    /** Null: there is no text. */
    async read(file: File): Promise<string | null> {
      forget();
      if (file.size > largestFile) {
        setFault('tooLarge');
        return null;
      }
      const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
      const packed = head[0] === 0x50 && head[1] === 0x4b;
      if (!packed && !/\.xlsx?$/i.test(file.name)) return file.text();
      setReading(true);
      const [{ readXlsx }, { XlsxError }] = await Promise.all([
        import('./xlsx/readXlsx.ts'),
        import('./xlsx/xlsxError.ts'),
      ]);
      try {
        setSheet(await readXlsx(file));
      } catch (error) {
        if (!(error instanceof XlsxError)) throw error;
        setFault(error.fault);
      } finally {
        setReading(false);
      }
      return null;
    },
  };
}
