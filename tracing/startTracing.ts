import type { Tracing, TracingOptions } from './openTracing.ts';

/** Null without an endpoint; then the SDK, which costs memory and time to start, is not even imported. */
export async function startTracing(
  config: Pick<TracingOptions, 'endpoint'> | null,
  process: Omit<TracingOptions, 'endpoint'>,
): Promise<Tracing | null> {
  if (config === null) return null;
  const { openTracing } = await import('./openTracing.ts');
  return openTracing({ ...config, ...process });
}
