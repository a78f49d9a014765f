import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Project } from '../../../contract/project.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Modal } from '../../components/Modal.tsx';
import { EditProject } from './EditProject.tsx';
import { MemberList } from './MemberList.tsx';
import { PolicyFacts } from './PolicyFacts.tsx';

/** One project: its policy, and who has which role in it. Who may not change it sees why. */
export function ProjectPanel({ project, onClose }: { project: Project; onClose(): void }) {
  const { t } = useTranslation();
  const mayWrite = useMay('projects:write', project.id);
  const [editing, setEditing] = useState(false);
  const edit = mayWrite && !editing && (
    <Button small onClick={() => setEditing(true)}>
      <Pencil aria-hidden className="size-3.5" />
      {t('projects.edit')}
    </Button>
  );
  return (
    <Modal shape="side" title={project.name} text={mayWrite ? undefined : t('projects.readOnly')} onClose={onClose}>
      <Card title={t('projects.policyTitle')} aside={edit}>
        {editing ? (
          <EditProject project={project} onDone={() => setEditing(false)} />
        ) : (
          <PolicyFacts project={project} />
        )}
      </Card>
      <MemberList projectId={project.id} mayWrite={mayWrite} />
    </Modal>
  );
}
