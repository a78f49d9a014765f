/** Fraction of the last line that tells one, e.g. `transferred 1.0 GiB of 4.0 GiB (25.00%)` or wget's `12%`. */
export function progressOf(lines: readonly string[]): number | undefined {
  for (const line of lines.toReversed()) {
    const percent = /(\d{1,3}(?:\.\d+)?)\s?%/.exec(line)?.[1];
    if (percent !== undefined) return Math.min(1, Number(percent) / 100);
  }
  return undefined;
}

/** The lines that explain a failure: the end of the log without its progress lines and without signed links. */
export function tellingLines(lines: readonly string[], limit = 20): string[] {
  return lines
    .filter((line) => line.trim() !== '' && !/\d\s?%/.test(line) && line !== 'no content')
    .slice(-limit)
    .map((line) => line.replace(/(https?:\/\/[^\s?]+)\?[^\s'"]+/g, '$1?...'));
}
