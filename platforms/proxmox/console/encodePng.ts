import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const compress = promisify(deflate);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channels = 3;
const filterUp = 2;

interface Picture {
  width: number;
  height: number;
  /** Red, green, blue of each pixel. */
  rgb: Uint8Array;
}

/** As PNG (ISO/IEC 15948): 8 bits a channel, no alpha. Each line as the difference to the one above: screens repeat. */
export async function encodePng({ width, height, rgb }: Picture): Promise<Buffer> {
  const stride = width * channels;
  const lines = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const to = y * (stride + 1);
    lines[to] = filterUp;
    for (let at = 0; at < stride; at += 1) {
      const above = y === 0 ? 0 : (rgb[(y - 1) * stride + at] ?? 0);
      lines[to + 1 + at] = (rgb[y * stride + at] ?? 0) - above;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  header.writeUInt8(2, 9);
  const chunks = [chunk('IHDR', header), chunk('IDAT', await compress(lines)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

/** Half as wide and high, by the mean of four pixels. */
export function halve({ width, height, rgb }: Picture): Picture {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const smaller = new Uint8Array(half.width * half.height * channels);
  for (let y = 0; y < half.height; y += 1) {
    for (let x = 0; x < half.width; x += 1) {
      const columns = [2 * x, Math.min(width - 1, 2 * x + 1)];
      const rows = [2 * y, Math.min(height - 1, 2 * y + 1)];
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        for (const row of rows)
          for (const column of columns) sum += rgb[(row * width + column) * channels + channel] ?? 0;
        smaller[(y * half.width + x) * channels + channel] = Math.round(sum / 4);
      }
    }
  }
  return { ...half, rgb: smaller };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
