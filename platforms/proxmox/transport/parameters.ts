export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Parameters as Proxmox VE takes them in a query or form body: booleans only as 1 and 0, lists as repeated keys,
 * absent values left out.
 */
export function formOf(parameters: Parameters | undefined): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined || item === null) continue;
      form.append(name, typeof item === 'boolean' ? (item ? '1' : '0') : String(item));
    }
  }
  return form;
}

/** One path segment. The typed proxy escapes `/` only; volume and task ids need more. */
export function segment(id: string | number): string {
  return encodeURIComponent(String(id));
}
