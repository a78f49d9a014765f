/** Volumes are named by position, boot disk first: `vm-100-disk-0`. */
export function volumeIndex(volume: string): number {
  return Number(/-disk-(\d+)/.exec(volume)?.[1] ?? 0);
}
