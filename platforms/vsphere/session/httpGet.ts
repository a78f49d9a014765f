import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { DroverError } from '../../../contract/errors.ts';
import { transportError } from '../faults/transportError.ts';

export interface GetOptions {
  agent: https.Agent;
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** Longest silence, before and within the answer. */
  silenceMs: number;
}

/** Sends one GET and resolves with the answer's head; the body is the caller's to read or destroy. */
export function httpGet(url: URL, options: GetOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const failure = (error: unknown): unknown =>
      options.signal.aborted
        ? options.signal.reason
        : transportError(error, { host: url.host, operation: `GET ${url.pathname}`, changing: false });
    const request = https.request(
      url,
      { agent: options.agent, headers: options.headers ?? {}, signal: options.signal },
      resolve,
    );
    request.setTimeout(options.silenceMs, () => {
      request.destroy(
        new DroverError('platform.stalled', `${url.host} was silent for ${options.silenceMs / 1000} s.`, {
          evidence: [`GET ${url.pathname}`],
        }),
      );
    });
    request.on('error', (error) => reject(failure(error)));
    request.end();
  });
}

/** The whole body as text, up to a limit that no honest answer reaches. */
export async function readText(response: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes: Buffer = Buffer.from(chunk);
    length += bytes.length;
    if (length > limitBytes) {
      response.destroy();
      throw new DroverError('platform.protocol', `An answer is longer than ${limitBytes} bytes.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
