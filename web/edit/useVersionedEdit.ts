import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../client/apiProblem.ts';
import { type FieldChange, type Fields, rebase } from './rebase.ts';

export interface Version<T> {
  revision: number;
  /** Who saved it. */
  by: string;
  fields: T;
}

interface EditOptions<T, R> {
  start: Version<T>;
  /**
   * @param base what the fields were in that revision
   * @throws ApiProblem version.changed when the revision is no longer that of the object
   */
  save(fields: T, revision: number, base: T): Promise<R>;
  /** The object as it is now. */
  read(): Promise<Version<T>>;
  onSaved(saved: R): unknown;
}

/** An edit that overwrites nobody: when somebody else was faster, it tells what they changed and can be put on top. */
export function useVersionedEdit<T extends Fields, R>({ start, save, read, onSaved }: EditOptions<T, R>) {
  const [base, setBase] = useState(start);
  const [fields, setFields] = useState(start.fields);
  const [theirs, setTheirs] = useState<Version<T> | null>(null);
  const saving = useMutation({
    mutationFn: () => save(fields, base.revision, base.fields),
    onSuccess: onSaved,
    onError: async (error) => {
      // When it cannot be read either, the refusal itself is shown.
      if (isStale(error)) setTheirs(await read().catch(() => null));
    },
  });
  const goOn = (next: T) => {
    if (theirs === null) return;
    setBase(theirs);
    setFields(next);
    setTheirs(null);
    saving.reset();
  };
  const onTop = theirs && rebase(base.fields, fields, theirs.fields);
  return {
    fields,
    change: (part: Partial<T>) => setFields((known) => ({ ...known, ...part })),
    save: () => saving.mutate(),
    isSaving: saving.isPending,
    /** Without the refusal that `conflict` tells in full. */
    error: theirs === null ? saving.error : null,
    conflict: theirs &&
      onTop && {
        by: theirs.by,
        changes: onTop.changes satisfies FieldChange[],
        putOnTop: () => goOn(onTop.merged),
        takeTheirs: () => goOn(theirs.fields),
      },
  };
}

function isStale(error: Error): boolean {
  return error instanceof ApiProblem && error.problem.code === 'version.changed';
}
