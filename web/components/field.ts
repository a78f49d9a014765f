const look =
  'w-full rounded-md border border-line-strong bg-surface text-ink placeholder:text-muted focus-visible:outline-offset-0 aria-invalid:border-bad disabled:opacity-60';

/** The look of every input. */
export const fieldClass = `h-9 px-3 text-sm ${look}`;
/** In bars of filters. */
export const smallFieldClass = `h-8 px-2.5 text-xs ${look}`;
