import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ConnectionForm } from './ConnectionForm.tsx';
import { FirstTest } from './FirstTest.tsx';

/** Address and login first, then a test that shows whom we would trust. */
export function AddConnection({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Connection | null>(null);
  return (
    <Modal
      title={made ? t('connections.testOf', { name: made.name }) : t('connections.add')}
      text={made ? undefined : t('connections.addText')}
      onClose={onClose}
    >
      {made === null ? (
        <ConnectionForm onMade={setMade} />
      ) : (
        <>
          <FirstTest connection={made} />
          <div className="flex justify-end">
            <Button onClick={onClose}>{t('action.close')}</Button>
          </div>
        </>
      )}
    </Modal>
  );
}
