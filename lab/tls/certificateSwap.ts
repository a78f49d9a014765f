import type https from 'node:https';
import type { FaultSwitch } from '../faults/faultSwitch.ts';
import { createSelfSigned } from './selfSigned.ts';

/** While the fault `certificate-swapped` strikes, new connections meet a certificate that nobody has pinned. */
export function swapCertificateOnFault(
  server: https.Server,
  faults: FaultSwitch,
  genuine: { certPem: string; keyPem: string },
): void {
  const other = createSelfSigned({
    commonName: 'somebody-else.lab.example',
    altNames: { dns: [], ip: ['127.0.0.1'] },
    days: 30,
  });
  let swapped = false;
  server.prependListener('connection', () => {
    const strikes = faults.strike('certificate-swapped') !== undefined;
    if (strikes === swapped) return;
    swapped = strikes;
    const { certPem, keyPem } = strikes ? other : genuine;
    server.setSecureContext({ cert: certPem, key: keyPem });
  });
}
