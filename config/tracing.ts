import { type Environment, readVariables } from './environment.ts';
import { webAddress } from './variables.ts';

export interface TracingConfig {
  /** OTLP over HTTP, without `/v1/traces` and without a trailing slash. */
  endpoint: string;
}

const variables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress().optional(),
};

/** Traces, from OTEL_EXPORTER_OTLP_ENDPOINT; null: none are made. */
export function readTracingConfig(environment?: Environment): TracingConfig | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = readVariables(variables, environment);
  return endpoint === undefined ? null : { endpoint };
}
