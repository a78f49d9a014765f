import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from './byteReader.ts';
import { encodePng, halve } from './encodePng.ts';
import { readScreen } from './rfbSession.ts';
import { answerChallenge } from './vncAuthentication.ts';

async function* piecesOf(bytes: Buffer, cuts: number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const cut of cuts) {
    yield bytes.subarray(at, at + cut);
    at += cut;
  }
  yield bytes.subarray(at);
}

const uint16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 0xff)));
const uint32 = (value: number) => Buffer.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
const greeting = Buffer.from('RFB 003.008\n');
const noSecurity = Buffer.of(1, 1, 0, 0, 0, 0);
const welcome = (width: number, height: number) =>
  Buffer.concat([greeting, noSecurity, uint16(width, height), Buffer.alloc(16), uint32(4), Buffer.from('name')]);
const rectangle = (x: number, y: number, width: number, height: number, encoding = 0) =>
  Buffer.concat([uint16(x, y, width, height), uint32(encoding)]);
const updateOf = (...parts: Buffer[]) => Buffer.concat([Buffer.of(0, 0), uint16(parts.length / 2), ...parts]);

function read(bytes: Buffer, cuts: number[] = []) {
  const sent: Buffer[] = [];
  const reader = new ByteReader(piecesOf(bytes, cuts));
  return { sent, screen: readScreen({ reader, write: (message) => void sent.push(message) }, 'secret') };
}

test('a challenge is answered as DES with the bits of the password turned round', () => {
  // Single DES of a known pair: key 0123456789ABCDEF, whose bytes are given turned round here, and the text "Now is t".
  const password = Buffer.from('80c4a2e691d5b3f7', 'hex').toString('latin1');
  const answer = answerChallenge(Buffer.from('Now is tNow is t'), `${password}what follows does not count`);
  expect(answer.toString('hex')).toBe('3fa40e8a984d48153fa40e8a984d4815');
});

test('a picture comes right however its bytes are cut, between other messages and in any parts', async () => {
  const cuts = fc.array(fc.nat({ max: 9 }), { maxLength: 40 });
  const colours = fc.uint8Array({ minLength: 6 * 4, maxLength: 6 * 4 });
  await fc.assert(
    fc.asyncProperty(cuts, colours, async (at, colour) => {
      const pixels = Buffer.from(colour);
      const bytes = Buffer.concat([
        welcome(2, 3),
        Buffer.of(2), // bell
        Buffer.concat([Buffer.of(3, 0, 0, 0), uint32(3), Buffer.from('cut')]),
        updateOf(rectangle(0, 1, 2, 2), pixels.subarray(8)),
        Buffer.concat([Buffer.of(1, 0), uint16(0, 1), Buffer.alloc(6)]),
        updateOf(rectangle(0, 0, 2, 1), pixels.subarray(0, 8)),
      ]);
      const { rgb } = await read(bytes, at).screen;
      const expected = [...Array(6).keys()].flatMap((pixel) => [2, 1, 0].map((part) => pixels[pixel * 4 + part]));
      expect([...rgb]).toEqual(expected);
    }),
  );
});

test('a screen that changes its size is asked for anew', async () => {
  const bytes = Buffer.concat([
    welcome(3, 3),
    updateOf(rectangle(0, 0, 1, 1, -223), Buffer.alloc(0)),
    updateOf(rectangle(0, 0, 1, 1), Buffer.of(1, 2, 3, 0)),
  ]);
  const { screen, sent } = read(bytes);
  expect(await screen).toMatchObject({ width: 1, height: 1 });
  expect(sent.filter((message) => message[0] === 3)).toHaveLength(2);
});

test.each([
  ['another protocol', Buffer.from('SSH-2.0-Open'), 'platform.protocol'],
  ['a refusal', Buffer.concat([greeting, Buffer.of(0), uint32(4), Buffer.from('busy')]), 'platform.unauthorised'],
  ['a security type that is not ours', Buffer.concat([greeting, Buffer.of(1, 19)]), 'platform.unsupported'],
  ['a screen beyond 4K', welcome(60_000, 60_000), 'platform.unsupported'],
  [
    'a text without end',
    Buffer.concat([welcome(1, 1), Buffer.of(3, 0, 0, 0), uint32(0x7fffffff)]),
    'platform.protocol',
  ],
  [
    'a rectangle beyond the screen',
    Buffer.concat([welcome(2, 2), updateOf(rectangle(1, 1, 2, 1), Buffer.alloc(0))]),
    'platform.protocol',
  ],
  [
    'an encoding that was not offered',
    Buffer.concat([welcome(2, 2), updateOf(rectangle(0, 0, 1, 1, 16), Buffer.alloc(0))]),
    'platform.protocol',
  ],
  [
    'half a picture',
    Buffer.concat([welcome(2, 2), updateOf(rectangle(0, 0, 2, 2), Buffer.alloc(7))]),
    'platform.unreachable',
  ],
])('%s ends with its code', async (_name, bytes, code) => {
  await expect(read(bytes).screen).rejects.toMatchObject({ code });
});

test('a wrong password is told with the reason of the server', async () => {
  const failed = [greeting, Buffer.of(1, 2), Buffer.alloc(16), uint32(1), uint32(5), Buffer.from('wrong')];
  await expect(read(Buffer.concat(failed)).screen).rejects.toMatchObject({
    code: 'platform.unauthorised',
    message: expect.stringContaining('wrong'),
  });
});

test('half a picture in each direction keeps its mean, and a plain one stays small', async () => {
  const rgb = Uint8Array.of(0, 0, 0, 100, 0, 0, 9, 8, 7);
  expect(halve({ width: 3, height: 1, rgb })).toEqual({ width: 2, height: 1, rgb: Uint8Array.of(50, 0, 0, 9, 8, 7) });
  expect((await encodePng({ width: 1024, height: 768, rgb: Buffer.alloc(1024 * 768 * 3, 0x55) })).length).toBeLessThan(
    8192,
  );
});
