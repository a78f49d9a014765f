/** Whether logins would cross a network in plain HTTP: no certificate of its own, and no proxy in front that has one. */
export function plainBeyondLoopback(listening: { host: string; tls: unknown; trustedProxies: string[] }): boolean {
  return !isLoopback(listening.host) && listening.tls === undefined && listening.trustedProxies.length === 0;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
