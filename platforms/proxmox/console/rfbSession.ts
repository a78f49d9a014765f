import { DroverError } from '../../../contract/errors.ts';
import type { ByteReader } from './byteReader.ts';
import { Screen } from './screen.ts';
import { answerChallenge } from './vncAuthentication.ts';

/** Both ways of a connection to a VNC server. */
export interface RfbConnection {
  reader: ByteReader;
  write(bytes: Buffer): void;
}

const securityNone = 1;
const securityVnc = 2;
const encodingRaw = 0;
const encodingDesktopSize = -223;
const longestText = 64 * 1024;
const bytesPerPixel = 4;

/**
 * Reads one whole picture of a screen (RFC 6143, protocol versions 3.7 and 3.8, raw encoding).
 * @throws DroverError platform.unauthorised | protocol | unsupported | unreachable
 */
export async function readScreen(connection: RfbConnection, password: string): Promise<Screen> {
  await authenticate(connection, password);
  const { reader, write } = connection;
  write(Buffer.of(1)); // shared: whoever else looks at the screen stays
  const [width, height] = [await reader.uint16(), await reader.uint16()];
  await reader.take(16);
  await reader.take(bounded(await reader.uint32()));
  write(pixelFormat());
  write(encodings());
  return firstPicture(connection, new Screen(width, height));
}

async function authenticate({ reader, write }: RfbConnection, password: string): Promise<void> {
  const greeting = (await reader.take(12)).toString('latin1');
  const minor = /^RFB 003\.(\d{3})\n$/.exec(greeting)?.[1];
  if (minor === undefined || Number(minor) < 7) throw protocol(`it greets with ${JSON.stringify(greeting)}`);
  const spoken = Number(minor) >= 8 ? 8 : 7;
  write(Buffer.from(`RFB 003.00${spoken}\n`, 'latin1'));
  const types = await reader.take(await reader.byte());
  if (types.length === 0) throw refused(await reason(reader));
  if (types.includes(securityVnc)) {
    write(Buffer.of(securityVnc));
    write(answerChallenge(await reader.take(16), password));
  } else if (types.includes(securityNone)) {
    write(Buffer.of(securityNone));
    if (spoken < 8) return;
  } else {
    throw new DroverError('platform.unsupported', `The console asks for security types ${[...types].join(', ')} only.`);
  }
  if ((await reader.uint32()) === 0) return;
  throw refused(spoken >= 8 ? await reason(reader) : 'no reason given');
}

async function firstPicture({ reader, write }: RfbConnection, first: Screen): Promise<Screen> {
  let screen = first;
  write(updateRequest(screen));
  for (;;) {
    const type = await reader.byte();
    if (type === 1) {
      await reader.take(3);
      await reader.take(6 * (await reader.uint16()));
    } else if (type === 3) {
      await reader.take(3);
      await reader.take(bounded(await reader.uint32()));
    } else if (type !== 2) {
      if (type !== 0) throw protocol(`it sent a message of type ${type}`);
      screen = await update(reader, screen);
      if (screen.complete) return screen;
      write(updateRequest(screen));
    }
  }
}

/** @returns the screen, which is another one when its size has changed */
async function update(reader: ByteReader, before: Screen): Promise<Screen> {
  let screen = before;
  await reader.byte();
  for (let rectangles = await reader.uint16(); rectangles > 0; rectangles -= 1) {
    const head = await reader.take(12);
    const area = { x: head.readUInt16BE(0), y: head.readUInt16BE(2) };
    const size = { width: head.readUInt16BE(4), height: head.readUInt16BE(6) };
    const encoding = head.readInt32BE(8);
    if (encoding === encodingDesktopSize) {
      screen = new Screen(size.width, size.height);
    } else if (encoding === encodingRaw) {
      if (area.x + size.width > screen.width || area.y + size.height > screen.height) {
        throw protocol('it sent a rectangle beyond the screen');
      }
      const row = size.width * bytesPerPixel;
      for (let line = 0; line < size.height; line += 1) screen.paint(area.x, area.y + line, await reader.take(row));
    } else {
      throw protocol(`it sent encoding ${encoding}, which was not offered`);
    }
  }
  return screen;
}

/** 32 bits a pixel, little-endian: blue, green, red, and one that is not used. */
function pixelFormat(): Buffer {
  return Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
}

function encodings(): Buffer {
  const message = Buffer.alloc(12);
  message.writeUInt8(2, 0);
  message.writeUInt16BE(2, 2);
  message.writeInt32BE(encodingRaw, 4);
  message.writeInt32BE(encodingDesktopSize, 8);
  return message;
}

function updateRequest({ width, height }: Screen): Buffer {
  const message = Buffer.alloc(10);
  message.writeUInt8(3, 0);
  message.writeUInt16BE(width, 6);
  message.writeUInt16BE(height, 8);
  return message;
}

async function reason(reader: ByteReader): Promise<string> {
  return (await reader.take(bounded(await reader.uint32()))).toString('utf8');
}

function bounded(length: number): number {
  if (length > longestText) throw protocol(`it announced a text of ${length} bytes`);
  return length;
}

function refused(why: string): DroverError {
  return new DroverError('platform.unauthorised', `The console refused the login: ${why.slice(0, 200)}`);
}

function protocol(what: string): DroverError {
  return new DroverError('platform.protocol', `The console does not speak RFB as expected: ${what}.`);
}
