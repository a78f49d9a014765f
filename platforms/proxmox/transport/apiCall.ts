import type { Parameters } from './parameters.ts';

export interface ApiCall {
  method: string;
  /** With `/api2/json` and escaped segments. */
  path: string;
  parameters: Parameters | undefined;
  signal: AbortSignal;
}
