/** Shared by the head and every row. */
export const planVmGrid =
  'grid items-center gap-x-3 px-3 grid-cols-[1.25rem_minmax(0,1fr)_auto] lg:grid-cols-[1.25rem_minmax(0,1.3fr)_9rem_minmax(0,1.3fr)_11rem]';
