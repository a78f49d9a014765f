const width = 96;
const height = 22;

/** The course of a number; the number itself stands beside it. */
export function Sparkline({ label, values }: { label: string; values: number[] }) {
  if (values.length < 2) return null;
  const top = Math.max(...values, 1);
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width;
    return `${x.toFixed(1)},${(height - 1 - (value / top) * (height - 3)).toFixed(1)}`;
  });
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} className="fill-info/15" />
      <polyline points={points.join(' ')} fill="none" strokeWidth="1.5" className="stroke-info" />
    </svg>
  );
}
