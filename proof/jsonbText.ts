/**
 * JSON as PostgreSQL prints a `jsonb`: keys by length in UTF-8 and then by bytes, one space after `:` and `,`, numbers
 * without exponent. What the database hashes can so be hashed anew without asking it.
 * @throws TypeError for what JSON cannot hold
 */
export function jsonbText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('A string holds half of a surrogate pair.');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form.`);
      return withoutExponent(JSON.stringify(value));
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
      return objectText(value);
    default:
      throw new TypeError(`A ${typeof value} has no JSON form.`);
  }
}

function objectText(value: object): string {
  const fields = Object.entries(value).map(([key, field]) => ({ bytes: Buffer.from(key), key, field }));
  fields.sort((a, b) => a.bytes.length - b.bytes.length || a.bytes.compare(b.bytes));
  return `{${fields.map(({ key, field }) => `${jsonbText(key)}: ${jsonbText(field)}`).join(', ')}}`;
}

/** `1.5e-7` as `0.00000015`. */
function withoutExponent(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(number) ?? [];
  if (exponent === undefined) return number;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
