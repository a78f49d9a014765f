import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { z } from 'zod';
import { linesType } from '../../contract/route.ts';

/**
 * Sends objects as they come, one a line, as fast as the client reads. What fails after the first one can only break
 * the connection, so that a list that must be whole needs a last line that says so.
 */
export async function sendLines(
  response: Response,
  { lines, schema }: { lines: AsyncIterable<unknown>; schema: z.ZodType },
): Promise<void> {
  response.status(200).type(linesType);
  try {
    await pipeline(Readable.from(textOf(lines, schema)), response);
  } catch (error) {
    // The client has hung up: that is its right.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* textOf(lines: AsyncIterable<unknown>, schema: z.ZodType): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(schema.parse(line))}\n`;
}
