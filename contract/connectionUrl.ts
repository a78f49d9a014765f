import { z } from 'zod';

/** Where a vCenter, an ESXi host or a Proxmox VE is. It is shown to whoever sees the connection: nothing secret is in it. */
export const connectionUrlSchema = z
  .url({ protocol: /^https$/ })
  .max(2000)
  .refine((text) => partsOf(text)?.username === '' && partsOf(text)?.password === '', {
    error: 'must hold no login: username and password are fields of their own',
  })
  .refine((text) => partsOf(text)?.search === '' && partsOf(text)?.hash === '', {
    error: 'must be an address without query and fragment',
  })
  .meta({ example: 'https://vcenter.example.org' });

function partsOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
