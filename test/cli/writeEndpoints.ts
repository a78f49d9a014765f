import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabInfo } from '../../contract/lab.ts';
import type { StackEndpoints } from '../../start/stack/endpoints.ts';

/** `endpoints.json` as `npm start` writes it, for a product at `url`. */
export function writeEndpoints(
  folder: string,
  { url, password, labs }: { url: string; password: string; labs: { vsphere: LabInfo; proxmox: LabInfo } },
): StackEndpoints {
  const endpoints: StackEndpoints = {
    product: {
      url,
      apiUrl: `${url}/api/v1`,
      fingerprint256: null,
      controlUrl: null,
      apiDocsUrl: `${url}/api/docs`,
      temporalUiUrl: 'http://127.0.0.1:3',
      temporalAddress: '127.0.0.1:2',
      temporalNamespace: 'drover',
      login: { username: 'admin', password },
      databaseUrl: 'postgresql://drover@127.0.0.1:4/drover',
      dataDir: folder,
    },
    labs,
  };
  writeFileSync(join(folder, 'endpoints.json'), JSON.stringify(endpoints), { mode: 0o600 });
  return endpoints;
}
