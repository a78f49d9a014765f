interface Bar {
  key: number;
  value: number | null;
  /** The value in words, for the pointer. */
  told: string;
  /** Of the cutover. */
  last: boolean;
}

interface RoundBarsProps {
  title: string;
  /** The newest value in words. */
  newest: string;
  note?: string;
  /** What the picture shows, for those who do not see it; the numbers are in the table. */
  label: string;
  bars: Bar[];
  fill: string;
}

const height = 100;

/** One measure over rounds, each from zero to the largest of them. */
export function RoundBars({ title, newest, note, label, bars, fill }: RoundBarsProps) {
  const top = Math.max(...bars.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  return (
    <figure className="min-w-0 space-y-1.5">
      <figcaption>
        <span className="block text-xs text-muted">{title}</span>
        <span className="text-base font-semibold tracking-tight">{newest}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${bars.length * 10} ${height}`}
        preserveAspectRatio="none"
        className="h-20 w-full rounded-sm bg-sunken"
      >
        {bars.map(({ key, value, told, last }, index) => {
          const size = value === null || value === 0 ? 0 : Math.max(2, (value / top) * (height - 6));
          return (
            <g key={key} className="group">
              <title>{told}</title>
              <rect
                x={index * 10}
                width={10}
                y={0}
                height={height}
                className="fill-transparent group-hover:fill-line"
              />
              <rect
                x={index * 10 + 1.5}
                width={7}
                y={height - size}
                height={size}
                className={last ? 'fill-good' : fill}
              />
            </g>
          );
        })}
      </svg>
      <p className="flex justify-between gap-1 text-xs text-muted">
        <span>#{bars[0]?.key}</span>
        {note && <span className="min-w-0 text-center">{note}</span>}
        {bars.length > 1 && <span>#{bars.at(-1)?.key}</span>}
      </p>
    </figure>
  );
}
