/** Names of fields that hold secrets, whatever they are part of. */
const secretNames =
  /passw(or)?d|passphrase|secret|token|authori[sz]ation|cookie|api-?_?key|private-?_?key|credentials?$/i;

export const mask = '***';

/** A copy as JSON would have it, in which nothing is left of what a field named like a secret held. */
export function masked(value: object): Record<string, unknown> {
  const text = JSON.stringify(value, (name, item) => {
    if (!secretNames.test(name)) return item;
    // That there was none, or whether it was, is no secret.
    return item === null || typeof item === 'boolean' ? item : mask;
  });
  return JSON.parse(text);
}
