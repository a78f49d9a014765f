/** The look of every input. */
export const fieldClass =
  'h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-sm text-ink placeholder:text-muted focus-visible:outline-offset-0 aria-invalid:border-bad disabled:opacity-60';
