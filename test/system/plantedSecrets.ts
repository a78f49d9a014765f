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
  // As JSON has it of a Buffer.
  const numbers = [...bytes].join(',');
  return [
    ...new Set([secret, encodeURIComponent(secret), json, bytes.toString('hex'), numbers, ...shifted, ...urlSafe]),
  ];
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

/** Secrets that are known by their form alone, each with one as it would look. */
export const tellTales: [what: string, form: RegExp, like: string][] = [
  ['a link that opens an artifact', /[?&](X-Amz-S|s)ignature=/, 'https://host/artifact?expires=1&signature=x'],
  ['a ticket of Proxmox VE', /PVE(VNC)?:[^\s"]*[0-9A-F]{8}::/, 'PVE:root@pam:65F0A1B2::c2ln'],
  ['a session of vSphere', /vmware[_-](soap_session|api-session-id)[="\s:]+\w{8}/, 'vmware_soap_session="52a1b2c3d4"'],
  ['a token of Drover', /drover_(pat_|setup_|refresh_)?[\w-]{43}(?![\w-])/, `drover_pat_${'x'.repeat(43)}`],
  ['a JWT', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, `eyJ${'x'.repeat(10)}.eyJ${'x'.repeat(10)}.${'x'.repeat(10)}`],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY/, '-----BEGIN PRIVATE KEY-----'],
];

/** @returns `WHAT in PLACE` for each that is there */
export function findTellTales(places: Map<string, string>): string[] {
  return [...places].flatMap(([place, text]) =>
    tellTales.flatMap(([what, form]) => (form.test(text) ? [`${what} in ${place}`] : [])),
  );
}
