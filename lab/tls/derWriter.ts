/** The few ASN.1 DER encodings (ITU-T X.690) that a certificate needs. Each function returns one complete element. */

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOctets(content.length), content]);
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Buffer.from([0x80 | octets.length, ...octets]);
}

export function derSequence(...members: Buffer[]): Buffer {
  return element(0x30, Buffer.concat(members));
}

export function derSet(...members: Buffer[]): Buffer {
  return element(0x31, Buffer.concat(members));
}

/** @param magnitude unsigned big-endian bytes */
export function derUnsigned(magnitude: Buffer): Buffer {
  let first = 0;
  while (first < magnitude.length - 1 && magnitude[first] === 0) first += 1;
  const trimmed = magnitude.subarray(first);
  const negativeLooking = ((trimmed[0] ?? 0) & 0x80) !== 0;
  return element(0x02, negativeLooking ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

/** @param dotted e.g. `2.5.4.3` */
export function derObjectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  const octets = [first * 40 + second];
  for (const arc of arcs) {
    const groups = [arc & 0x7f];
    for (let rest = arc >>> 7; rest > 0; rest >>>= 7) groups.unshift(0x80 | (rest & 0x7f));
    octets.push(...groups);
  }
  return element(0x06, Buffer.from(octets));
}

export function derUtf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text, 'utf8'));
}

export function derBoolean(value: boolean): Buffer {
  return element(0x01, Buffer.from([value ? 0xff : 0]));
}

export function derOctets(content: Buffer): Buffer {
  return element(0x04, content);
}

/** @param unusedBits of the last octet */
export function derBits(content: Buffer, unusedBits = 0): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([unusedBits]), content]));
}

/** UTCTime before 2050, GeneralizedTime from then on, as RFC 5280 4.1.2.5 asks. */
export function derTime(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return moment.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`, 'latin1'))
    : element(0x18, Buffer.from(`${digits}Z`, 'latin1'));
}

/** A context-specific tag around complete elements (`constructed`) or around bare content. */
export function derContext(number: number, content: Buffer, constructed: boolean): Buffer {
  return element((constructed ? 0xa0 : 0x80) | number, content);
}
