export const kib = 1024;
export const mib = 1024 * kib;
export const gib = 1024 * mib;
const units: Record<string, number> = { K: kib, M: mib, G: gib, T: 1024 * gib };

/** Bytes with the largest suffix that keeps them exact, as PVE prints `size=` (JSONSchema.pm format_size). */
export function formatSize(bytes: number): string {
  for (const unit of ['T', 'G', 'M', 'K']) {
    const factor = units[unit] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

/** `10G`, `1.5M`, `4096` to bytes; undefined when malformed. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT])?$/.exec(text);
  if (!match) return undefined;
  return Math.ceil(Number(match[1]) * (match[2] === undefined ? 1 : (units[match[2]] ?? 1)));
}

export function roundUp(bytes: number, step: number): number {
  return Math.ceil(bytes / step) * step;
}

/** For task logs: `1.0 GiB`. */
export function humanSize(bytes: number): string {
  for (const [factor, unit] of [
    [1024 * gib, 'TiB'],
    [gib, 'GiB'],
    [mib, 'MiB'],
    [kib, 'KiB'],
  ] as const) {
    if (bytes >= factor) return `${(bytes / factor).toFixed(1)} ${unit}`;
  }
  return `${bytes.toFixed(1)} B`;
}
