/** A value and how much it counts. */
export interface Weighted {
  value: number;
  weight: number;
}

/** Points that stand for a distribution while sums are formed: enough for a 90 % value, few enough to multiply. */
const points = 20;
const middles = Array.from({ length: points }, (_, index) => (index + 0.5) / points);

/** The value that `share` (0..1) of the weight does not exceed. Empty: 0. */
export function quantile(values: readonly Weighted[], share: number): number {
  return quantiles(values, [share])[0] ?? 0;
}

/** @param shares ascending */
function quantiles(values: readonly Weighted[], shares: readonly number[]): number[] {
  const sorted = values.filter(({ weight }) => weight > 0).toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let next = 0;
  let seen = sorted[0]?.weight ?? 0;
  return shares.map((share) => {
    while (seen < share * total - 1e-9 && next < sorted.length - 1) {
      next += 1;
      seen += sorted[next]?.weight ?? 0;
    }
    return sorted[next]?.value ?? 0;
  });
}

/** Distribution of the sum of quantities that do not depend on each other. */
export function sumOf(parts: readonly (readonly Weighted[])[]): Weighted[] {
  return parts.reduce<Weighted[]>(
    (total, part) => {
      const added = spread(part).flatMap((one) => total.map(({ value }) => ({ value: value + one, weight: 1 })));
      return spread(added).map((value) => ({ value, weight: 1 }));
    },
    [{ value: 0, weight: 1 }],
  );
}

/** The middle of each twentieth. */
function spread(values: readonly Weighted[]): number[] {
  return quantiles(values, middles);
}
