/** Without query and login, which may carry secrets. */
export function plainUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
