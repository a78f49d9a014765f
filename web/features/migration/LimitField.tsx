import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput } from '../../../contract/command.ts';
import type { MigrationPlan } from '../../../contract/plan.ts';
import { CalendarFields } from '../limits/CalendarFields.tsx';
import { type CalendarDraft, wrongCalendar } from '../limits/limitsDraft.ts';
import { limitInput, ownLimit } from './ownLimit.ts';

interface LimitFieldProps {
  plan: MigrationPlan;
  /** Undefined while something is wrong, or all is as it was. */
  onChange(input: CommandInput | undefined): void;
}

/** What a migration may read a second, in MiB/s, at any time and by the hours of the week; empty: as much as it can. */
export function LimitField({ plan, onChange }: LimitFieldProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => ownLimit(plan, new Intl.DateTimeFormat().resolvedOptions().timeZone));
  const wrong = wrongCalendar(draft);
  const change = (part: Partial<CalendarDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    onChange(wrongCalendar(next).size === 0 ? limitInput(next) : undefined);
  };
  return (
    <CalendarFields
      draft={draft}
      onChange={change}
      errorOf={(field) => {
        const why = wrong.get(field);
        return why === undefined ? null : t(`limits.wrong.${why}`);
      }}
    />
  );
}
