import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readMultipart } from './multipart.ts';

it('finds fields and file however the body is cut', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dr-'));
  try {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), async (bytes, step) => {
        const content = Buffer.concat([Buffer.from('\r\n--B'), Buffer.from(bytes), Buffer.from('\r\n--')]);
        const body = Buffer.concat([
          Buffer.from('--BOUND\r\nContent-Disposition: form-data; name="content"\r\n\r\nimport\r\n--BOUND\r\n'),
          Buffer.from('Content-Disposition: form-data; name="filename"; filename="a.raw"\r\nContent-Type: x/y\r\n\r\n'),
          content,
          Buffer.from('\r\n--BOUND--\r\n'),
        ]);
        async function* chunks(): AsyncGenerator<Buffer> {
          for (let at = 0; at < body.length; at += step) yield body.subarray(at, at + step);
        }
        const file = join(dir, 'part');
        const result = await readMultipart(chunks(), 'BOUND', () => createWriteStream(file));
        expect(result).toEqual({ fields: { content: 'import' }, filename: 'a.raw' });
        expect(content.equals(await readFile(file))).toBe(true);
      }),
      { numRuns: 50 },
    );
  } finally {
    await rm(dir, { recursive: true });
  }
});
