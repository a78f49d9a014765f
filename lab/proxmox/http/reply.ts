import type { ServerResponse } from 'node:http';
import { ApiError, messageOf } from './apiError.ts';

export type Formatter = 'json' | 'extjs';

const jsonType = 'application/json;charset=UTF-8';

export function sendData(
  response: ServerResponse,
  answer: { data: unknown; extra: Record<string, unknown>; truncated: boolean },
  format: Formatter,
): void {
  const { data, extra, truncated } = answer;
  const body = { data: data ?? null, ...extra, ...(format === 'extjs' ? { success: 1 } : {}) };
  sendJson(response, 200, 'OK', body, truncated);
}

/** Error replies close the connection; their reason phrase is the first line of the message. */
export function sendError(response: ServerResponse, thrown: unknown, format: Formatter): void {
  const error = thrown instanceof ApiError ? thrown : new ApiError(500, messageOf(thrown));
  const reason = reasonPhrase(error.message);
  if (error.emptyBody) {
    response.writeHead(error.status, reason, { 'Content-Length': 0, Connection: 'close' });
    response.end();
    return;
  }
  const details = { data: null, ...(error.errors ? { errors: error.errors } : {}), message: error.message };
  if (format === 'extjs') sendJson(response, 200, 'OK', { ...details, success: 0, status: error.status });
  else sendJson(response, error.status, reason, details);
}

function sendJson(response: ServerResponse, status: number, reason: string, body: unknown, truncated = false): void {
  const whole = Buffer.from(JSON.stringify(body));
  const bytes = truncated ? whole.subarray(0, whole.length / 2) : whole;
  response.writeHead(status, reason, {
    'Content-Type': jsonType,
    'Content-Length': bytes.length,
    'Cache-Control': 'max-age=0',
    Pragma: 'no-cache',
    Server: 'pve-api-daemon/3.0',
    ...(status >= 400 ? { Connection: 'close' } : {}),
  });
  response.end(bytes);
}

/** Header bytes are Latin-1 without control characters. */
function reasonPhrase(message: string): string {
  const firstLine = message.split('\n')[0] ?? '';
  return firstLine.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?') || 'error';
}
