import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multipartBody } from './multipartBody.ts';

async function* pieces(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

test('any file is read back by an independent parser, and the length is that of the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 500 })), async (chunks) => {
      const whole = Buffer.concat(chunks);
      const file = { name: 'drover-1-0.qcow2', bytes: whole.length, content: pieces(chunks) };
      const body = multipartBody({ content: 'import', checksum: 'ab' }, file);
      const sent = await buffer(body.stream);
      expect(sent.length).toBe(body.length);
      const form = await new Response(new Uint8Array(sent), {
        headers: { 'content-type': body.contentType },
      }).formData();
      expect([...form.keys()]).toEqual(['content', 'checksum', 'filename']);
      expect([form.get('content'), form.get('checksum')]).toEqual(['import', 'ab']);
      const read = form.get('filename') as File;
      expect(read.name).toBe('drover-1-0.qcow2');
      expect(Buffer.from(await read.arrayBuffer()).equals(whole)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
