/** Proxmox VE's `ostype` for a vSphere guest id: it pins the machine version and picks hardware that Windows bears. */
const windows: [RegExp, string][] = [
  [/^winXP/i, 'wxp'],
  [/^winNet|^win2000/i, 'w2k3'],
  [/^(winVista|winLonghorn)/i, 'wvista'],
  [/^windows7/i, 'win7'],
  [/^windows8/i, 'win8'],
  [/^windows9(Server)?_?64|^windows9/i, 'win10'],
  [/^windows2019srvNext|^windows2022|^windows11|^windows12/i, 'win11'],
  [/^windows2019srv/i, 'win10'],
];

export function osTypeOf(guestId: string, family: 'linux' | 'windows' | 'other'): string {
  if (family === 'windows') return windows.find(([pattern]) => pattern.test(guestId))?.[1] ?? 'win10';
  if (/^solaris/i.test(guestId)) return 'solaris';
  if (family !== 'linux') return 'other';
  return /24x|^other24/i.test(guestId) ? 'l24' : 'l26';
}
