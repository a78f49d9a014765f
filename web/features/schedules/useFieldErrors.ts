import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../../client/apiProblem.ts';
import { refusedFields, type ScheduleDraft, wrongFields } from './scheduleDraft.ts';

/** What stands at each field: what is wrong before it is sent, once that was tried, and what the API refused. */
export function useFieldErrors(draft: ScheduleDraft, tried: boolean, refusal: Error | null) {
  const { t } = useTranslation();
  const wrong = wrongFields(draft);
  const refused = refusal instanceof ApiProblem ? refusedFields(draft, refusal.problem) : new Map<string, string>();
  return {
    fits: wrong.size === 0,
    errorOf(field: string): string | null {
      const why = wrong.get(field);
      if (tried && why !== undefined) return t(`schedules.wrong.${why}`);
      return refused.get(field) ?? null;
    },
  };
}
