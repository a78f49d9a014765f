/** The mark: a herd of one, moving right. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" className="stroke-on-accent">
        <path d="M7 10h7a6 6 0 0 1 0 12H7" />
        <path d="M19 12l5 4-5 4" opacity=".7" />
      </g>
    </svg>
  );
}
