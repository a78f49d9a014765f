/** For an option that may be given again: variadic ones would swallow the argument behind them. */
export function several(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
