import type { LabFaultRequest } from '../../contract/lab.ts';
import { FaultRequestError, type FaultSwitch } from './faultSwitch.ts';

export interface ControlAnswer {
  status: number;
  body: unknown;
}

/**
 * The part of a lab's control port that serves the fault switch:
 * `GET /faults/known`, `GET|POST|DELETE /faults`, `DELETE /faults/:id`.
 * @param body the parsed JSON body, undefined when there was none
 * @returns undefined when the path is not about faults
 */
export function answerFaultRequest(
  faults: FaultSwitch,
  request: { method: string; path: string; body: unknown },
): ControlAnswer | undefined {
  const { method, path } = request;
  if (path === '/faults/known' && method === 'GET') return { status: 200, body: knownList(faults) };
  if (path === '/faults') {
    if (method === 'GET') return { status: 200, body: faults.list() };
    if (method === 'POST') return arm(faults, request.body);
    if (method === 'DELETE') {
      faults.disarmAll();
      return { status: 200, body: [] };
    }
  }
  const id = /^\/faults\/([^/]+)$/.exec(path)?.[1];
  if (id !== undefined && method === 'DELETE') {
    return faults.disarm(id)
      ? { status: 200, body: { id } }
      : { status: 404, body: { error: `No fault "${id}" is armed.` } };
  }
  if (path === '/faults' || id !== undefined)
    return { status: 405, body: { error: `${method} is not possible here.` } };
  return undefined;
}

function knownList(faults: FaultSwitch) {
  return Object.entries(faults.known).map(([name, known]) => ({
    name,
    meaning: known.meaning,
    narrows: known.narrows ?? [],
    parameters: known.parameters ?? [],
    chaos: known.chaos ?? null,
  }));
}

function arm(faults: FaultSwitch, body: unknown): ControlAnswer {
  if (!isFaultRequest(body)) {
    return {
      status: 400,
      body: { error: 'Expected a JSON object with "name" and optionally "count", "skip", "match".' },
    };
  }
  try {
    return { status: 201, body: faults.arm(body) };
  } catch (error) {
    if (error instanceof FaultRequestError) return { status: 400, body: { error: error.message } };
    throw error;
  }
}

function isFaultRequest(body: unknown): body is LabFaultRequest {
  if (typeof body !== 'object' || body === null || !('name' in body) || typeof body.name !== 'string') return false;
  const match = 'match' in body ? body.match : undefined;
  return match === undefined || (typeof match === 'object' && match !== null && !Array.isArray(match));
}
