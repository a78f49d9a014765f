import { useTranslation } from 'react-i18next';
import { commandNameSchema, migrationStatusSchema, roundSchema, stageNameSchema } from '../../../contract/migration.ts';
import type { TimelineEntry } from '../../../contract/timeline.ts';

/** A line of the timeline in the reader's language; names of a newer API stay as they are. */
export function useEntryTitle({ kind, name }: TimelineEntry): string {
  const { t } = useTranslation();
  switch (kind) {
    case 'request':
      return t('log.request');
    case 'stage-started':
    case 'stage-ended': {
      const stage = stageNameSchema.safeParse(name);
      return t(`log.${kind}`, { name: stage.success ? t(`stage.${stage.data}`) : name });
    }
    case 'round': {
      const round = roundSchema.shape.kind.safeParse(name);
      return t('log.round', { name: round.success ? t(`kind.${round.data}`) : name });
    }
    case 'command': {
      const command = commandNameSchema.safeParse(name);
      return t('log.command', { name: command.success ? t(`command.${command.data}`) : name });
    }
    case 'parked':
      return `${t('log.parked')}: ${name}`;
    case 'ended': {
      const status = migrationStatusSchema.safeParse(name);
      return t('log.ended', { name: status.success ? t(`status.${status.data}`) : name });
    }
  }
}
