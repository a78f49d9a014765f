/**
 * Proxmox VE's comma-separated options, e.g. `local:100/vm-100-disk-0.raw,discard=on,size=32G`. The first part may lack
 * its key (`file`, `model=MAC`, ...); it is kept under the name that the caller gives.
 */
export type Properties = ReadonlyMap<string, string>;

export function parseProperties(text: string, defaultKey: string): Properties {
  const properties = new Map<string, string>();
  for (const part of text.split(',')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    // A volume id may hold no `=`, so a first part without one is the default key's value.
    if (equals < 0) properties.set(defaultKey, part);
    else properties.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return properties;
}

/** Leaves out undefined values; the default key's value comes first and without its name. */
export function printProperties(
  first: string | undefined,
  properties: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const parts = first === undefined ? [] : [first];
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    parts.push(`${key}=${typeof value === 'boolean' ? (value ? 1 : 0) : value}`);
  }
  return parts.join(',');
}

/** Whether both say the same, whatever the order and the case of a MAC, but for keys that the server adds. */
export function sameProperties(one: string, other: string, ignored: readonly string[] = []): boolean {
  const print = (text: string) =>
    [...parseProperties(text, '')]
      .filter(([key]) => !ignored.includes(key))
      .map(([key, value]) => `${key}=${macAddress.test(value) ? value.toUpperCase() : value}`)
      .sort()
      .join(',');
  return print(one) === print(other);
}

const macAddress = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
