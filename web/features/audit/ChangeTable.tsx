import { useTranslation } from 'react-i18next';
import type { FieldChange } from './fieldChanges.ts';

/** Each field that differs, as it was and as it is since. */
export function ChangeTable({ changes }: { changes: FieldChange[] }) {
  const { t } = useTranslation();
  const head = 'py-1 pr-3 text-left font-medium';
  const cell = 'w-[35%] py-1.5 pr-3 align-top break-all whitespace-pre-wrap';
  return (
    <section className="space-y-2">
      <h3 className="font-semibold">{t('audit.changes')}</h3>
      <table className="w-full table-fixed text-xs">
        <thead className="border-b border-line text-muted">
          <tr>
            <th className={head}>{t('audit.field')}</th>
            <th className={head}>{t('audit.before')}</th>
            <th className={head}>{t('audit.after')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {changes.map(({ field, before, after, secret }) => (
            <tr key={field} data-change={field}>
              <th scope="row" className="py-1.5 pr-3 text-left align-top font-mono font-normal break-words">
                {field}
              </th>
              {secret ? (
                <td colSpan={2} className="py-1.5 text-muted">
                  {t('audit.secretChanged')}
                </td>
              ) : (
                <>
                  <td className={cell}>
                    {before === null ? <None /> : <del className="text-bad no-underline">{before}</del>}
                  </td>
                  <td className={cell}>
                    {after === null ? <None /> : <ins className="text-good no-underline">{after}</ins>}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function None() {
  const { t } = useTranslation();
  return <span className="text-muted">{t('audit.notThere')}</span>;
}
