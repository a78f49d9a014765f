import type { PresetDraft } from './presetDraft.ts';

/** What each group of fields of the form takes: the parts of the draft that it shows. */
export interface PresetFieldProps<Part extends keyof PresetDraft = keyof PresetDraft> {
  draft: Pick<PresetDraft, Part>;
  onChange(part: Partial<Pick<PresetDraft, Part>>): void;
  /** By the names of wrongFields and refusedFields. */
  errorOf(field: string): string | null;
}

export interface Option {
  value: string;
  label: string;
}

/** With what is chosen although it is not offered any more, so that it is seen. */
export function optionsOf(offered: string[], chosen: string, none?: string): Option[] {
  const all = chosen === '' || offered.includes(chosen) ? offered : [...offered, chosen];
  const options = all.map((value) => ({ value, label: value }));
  return none === undefined ? options : [{ value: '', label: none }, ...options];
}
