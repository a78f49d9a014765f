/**
 * What a password has to be: long, and not one that is tried first. As NIST SP 800-63B-4 (3.1.1.2) has it, nothing is
 * demanded of its composition, and it never expires by itself.
 */
export const leastCharacters = 12;
export const mostBytes = 1024;

/** Tried first by whoever guesses, of those that are long enough; in lower case. */
const commonest = new Set([
  ...['passwordpassword', 'password1234', 'password12345', 'password123456', 'passw0rdpassw0rd', 'mypassword123'],
  ...[
    'qwertyuiop12',
    'qwertyuiop123',
    'qwertyuiopasdf',
    'qwertyqwerty',
    'qwerty123456',
    '1q2w3e4r5t6y',
    '1qaz2wsx3edc',
  ],
  ...['123456789012', '1234567890123', '123123123123', '123456123456', '112233445566', '987654321098', '098765432109'],
  ...['asdfghjkl123', 'zaq12wsxcde3', 'q1w2e3r4t5y6', 'abcd12345678', 'abc123abc123', 'abcdefg12345', 'a1b2c3d4e5f6'],
  ...['iloveyou1234', 'iloveyouiloveyou', 'letmeinletmein', 'letmein12345', 'welcome12345', 'welcomewelcome'],
  ...['administrator', 'administrator1', 'administrator123', 'adminadminadmin', 'admin1234567', 'admin123admin'],
  ...['changeme1234', 'changemechangeme', 'changemenow1', 'defaultpassword', 'correcthorsebatterystaple'],
  ...['sunshine1234', 'football1234', 'baseball1234', 'superman1234', 'princess1234', 'dragon123456'],
  ...[
    'drover123456',
    'droverdrover',
    'proxmox12345',
    'proxmoxproxmox',
    'vmware123456',
    'vmwarevmware',
    'vmware1vmware1',
  ],
]);

/** @returns what is wrong with the password, to be put after its name; null when it will do */
export function passwordFault(password: string, userName: string): string | null {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < leastCharacters) return `must have at least ${leastCharacters} characters`;
  if (byteLength(password) > mostBytes) return `must have at most ${mostBytes} bytes`;
  const plain = characters.join('').toLowerCase();
  const name = userName.toLowerCase();
  if (plain === name || plain === [...name].reverse().join('')) return 'must not be the name of the user';
  if (commonest.has(plain)) return 'is one of those that are tried first';
  if (isRow(characters)) return 'must not be one character repeated, nor a row such as abcdef or 987654';
  return null;
}

/** Each character follows the one before by the same step of -1, 0 or 1. */
function isRow(characters: string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return Math.abs(step) <= 1 && codes.every((code, index) => index === 0 || code - (codes[index - 1] ?? 0) === step);
}

/** In UTF-8. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
