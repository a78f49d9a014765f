/** Where a vSphere is, taken apart once. */
export interface Endpoint {
  /** `https://host[:port]`, without a path. */
  origin: string;
  host: string;
  port: number;
  sdkUrl: string;
}

/** Accepts the address with or without `/sdk`, as people paste both. */
export function readEndpoint(address: string): Endpoint {
  const url = new URL(address);
  return {
    origin: url.origin,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 443 : Number(url.port),
    sdkUrl: `${url.origin}/sdk`,
  };
}
