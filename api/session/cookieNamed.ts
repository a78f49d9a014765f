/** What a Cookie header holds under a name; null: nothing. */
export function cookieNamed(name: string, header = ''): string | null {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null;
}
