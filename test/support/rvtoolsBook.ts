import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonPackages } from './pythonPackages.ts';

const run = promisify(execFile);

const program = `
import base64, io, json, os, sys
from openpyxl import Workbook
book = Workbook()
book.active.title = "vSummary"
sheet = book.create_sheet("vInfo")
for row in json.loads(os.environ["ROWS"]):
    sheet.append(row)
out = io.BytesIO()
book.save(out)
sys.stdout.write(base64.b64encode(out.getvalue()).decode())
`;

/** A workbook with a sheet vInfo, written by openpyxl. */
export async function rvtoolsBook(rows: readonly (readonly (string | number | null)[])[]): Promise<Buffer> {
  const path = await pythonPackages('openpyxl-3.1.5', ['openpyxl==3.1.5', 'et_xmlfile==2.0.0']);
  const env = { ...process.env, PYTHONPATH: path, ROWS: JSON.stringify(rows) };
  const { stdout } = await run('python3', ['-c', program], { env, maxBuffer: 64 * 1024 ** 2 });
  return Buffer.from(stdout, 'base64');
}
