/** How a secret may be written where it does not belong. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // In base64 a text looks different at each of three offsets; what depends on its neighbours is cut off.
  const shifted = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(offset === 0 ? 0 : offset + 1, -1);
  });
  const urlSafe = shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, encodeURIComponent(secret), json, bytes.toString('hex'), ...shifted, ...urlSafe])];
}

/** @param planted name by secret. @returns `NAME in PLACE` for each that is there, in whatever form */
export function findSecrets(places: Map<string, string>, planted: Map<string, string>): string[] {
  const found: string[] = [];
  for (const [secret, name] of planted) {
    const forms = formsOf(secret);
    for (const [place, text] of places)
      if (forms.some((form) => text.includes(form))) found.push(`${name} in ${place}`);
  }
  return found;
}
