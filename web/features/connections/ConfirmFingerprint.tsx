import { ShieldQuestion } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionKind } from '../../../contract/connection.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';

interface ConfirmFingerprintProps {
  kind: ConnectionKind;
  /** What was trusted before; another one now may be an attack. */
  known: string | null;
  seen: string;
  mayWrite: boolean;
  busy: boolean;
  onTrust(): void;
}

/** Where the vendors keep the certificate, as docs/connections.md says. */
const files: Record<ConnectionKind, string> = {
  vsphere: '/etc/vmware-vpx/ssl/rui.crt',
  proxmox: '/etc/pve/local/pve-ssl.pem',
};

/** Nothing is sent to a server until somebody has compared its fingerprint and said so. */
export function ConfirmFingerprint({ kind, known, seen, mayWrite, busy, onTrust }: ConfirmFingerprintProps) {
  const { t } = useTranslation();
  const [compared, setCompared] = useState(false);
  const id = useId();
  const command = `openssl x509 -noout -fingerprint -sha256 -in ${files[kind]}`;
  return (
    <section data-fingerprint className="space-y-3 rounded-lg border border-warn/40 bg-warn-soft p-3">
      <h4 className="flex items-center gap-2 font-semibold text-warn">
        <ShieldQuestion aria-hidden className="size-4" />
        {t(known ? 'connections.fingerprintChanged' : 'connections.fingerprintNew')}
      </h4>
      <Code label={t('connections.fingerprintSeen')} text={seen} />
      {known && <Code label={t('connections.fingerprintKnown')} text={known} />}
      <Code label={t('connections.fingerprintCompare')} text={command} />
      {mayWrite ? (
        <>
          <label htmlFor={id} className="flex items-start gap-2">
            <input
              id={id}
              type="checkbox"
              checked={compared}
              onChange={({ target }) => setCompared(target.checked)}
              className="mt-0.5 size-4 accent-accent"
            />
            {t('connections.fingerprintCompared')}
          </label>
          <Button variant="primary" disabled={!compared || busy} onClick={onTrust}>
            {t('connections.trust')}
          </Button>
        </>
      ) : (
        <p>{t('connections.trustForbidden')}</p>
      )}
    </section>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="text-xs">{label}</p>
      <p className="flex items-start gap-1">
        <code className="min-w-0 flex-1 font-mono text-xs break-all">{text}</code>
        <CopyButton text={text} />
      </p>
    </div>
  );
}
