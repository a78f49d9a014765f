import type { IncomingMessage } from 'node:http';
import type { RawValue } from '../schema/validateValue.ts';
import { ApiError } from './apiError.ts';

const bodyCapBytes = 512 * 1024;

export type RawParams = Record<string, RawValue>;

/** Query parameters; a key given twice becomes a list. */
export function queryParams(search: URLSearchParams): RawParams {
  const params: RawParams = {};
  for (const key of new Set(search.keys())) {
    const values = search.getAll(key);
    params[key] = values.length > 1 ? values : (values[0] ?? '');
  }
  return params;
}

/**
 * Reads the parameters in a request's body as pveproxy does.
 * @throws ApiError 501 for a body where none belongs or in chunks, 506 for another content type.
 */
export async function bodyParams(request: IncomingMessage): Promise<RawParams> {
  if (request.headers['transfer-encoding'] !== undefined)
    throw new ApiError(501, 'chunked transfer encoding not supported');
  const length = Number(request.headers['content-length'] ?? 0);
  if (length === 0) return {};
  if (request.method === 'GET' || request.method === 'DELETE') {
    throw new ApiError(501, `Unexpected content for method '${request.method}'`);
  }
  if (length > bodyCapBytes) throw new ApiError(501, 'for data too large');
  const text = await readText(request);
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded' || type === '') return queryParams(new URLSearchParams(text));
  if (type === 'application/json') return jsonParams(text);
  throw new ApiError(506, `upload 'Content-Type ${type}' not implemented`);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function jsonParams(text: string): RawParams {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, 'malformed JSON string');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError(400, 'expected a JSON object');
  // JSON.parse gives only RawValue kinds and objects; an object as a value fails the schema's type check as text.
  return value as RawParams;
}
