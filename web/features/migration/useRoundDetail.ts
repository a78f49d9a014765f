import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import type { TimelineEntry } from '../../../contract/timeline.ts';
import { useFormat } from '../../i18n/useFormat.ts';

/** What a round of the timeline moved, in units for people. Null for other lines. */
export function useRoundDetail({ kind, at, name, detail }: TimelineEntry, { disks }: Migration): string | null {
  const { t } = useTranslation();
  const format = useFormat();
  if (kind !== 'round') return null;
  const disk = disks.find(
    ({ label, rounds }) => detail.startsWith(`${label}:`) && rounds.some(({ endedAt }) => endedAt === at),
  );
  const round = disk?.rounds.find(({ endedAt, kind: ofRound }) => endedAt === at && ofRound === name);
  // The timeline may be newer than the migration that is shown.
  if (disk === undefined || round === undefined) return detail;
  return t('log.roundDetail', {
    disk: disk.label,
    changed: format.bytes(round.changedBytes),
    read: format.bytes(round.readBytes),
    written: format.bytes(round.writtenBytes),
    duration: format.duration(round.ms),
  });
}
