import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { die } from '../http/apiError.ts';

const folder = '/usr/share/OVMF';

/** OVMF's code and its template of variables, from Debian's package `ovmf`. */
export function firmwareFiles(wanted: { efitype: '2m' | '4m'; enrolled: boolean }): { code: string; vars: string } {
  const size = wanted.efitype === '4m' ? '_4M' : '';
  const code = join(folder, `OVMF_CODE${size}${wanted.enrolled ? '.secboot' : ''}.fd`);
  const vars = join(folder, `OVMF_VARS${size}${wanted.enrolled ? '.ms' : ''}.fd`);
  for (const file of [code, vars]) {
    if (!existsSync(file)) throw die(`EFI base image '${file}' not found - is the package ovmf installed?`);
  }
  return { code, vars };
}
