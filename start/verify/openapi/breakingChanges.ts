import { compareSchemas, type Direction } from './compareSchemas.ts';
import type { OpenApi, Operation, Parameter, Schema } from './schema.ts';

/** Messages of the websocket, which no path names. */
const messages: [name: string, direction: Direction][] = [
  ['ServerEvent', 'response'],
  ['ClientMessage', 'request'],
];

/** What a client that was made for `before` may not expect of `after` any more, one line each. */
export function breakingChanges(before: OpenApi, after: OpenApi): string[] {
  const found: string[] = [];
  for (const [path, operations] of Object.entries(before.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now === undefined) found.push(`${name}: removed`);
      else found.push(...compareOperations({ before, after }, operation, now).map((line) => `${name}: ${line}`));
    }
  }
  for (const [name, direction] of messages) {
    const [old, now] = [before.components.schemas[name], after.components.schemas[name]];
    if (old === undefined) continue;
    if (now === undefined) found.push(`${name}: removed`);
    else found.push(...compareSchemas({ before, after }, { before: old, after: now }, direction, name));
  }
  return found;
}

type Documents = { before: OpenApi; after: OpenApi };

function compareOperations(documents: Documents, before: Operation, after: Operation): string[] {
  const found: string[] = [];
  if (before.operationId !== after.operationId) found.push(`operationId ${before.operationId} is ${after.operationId}`);
  if (before.security?.length === 0 && after.security?.length !== 0) found.push('needs a login now');
  found.push(...compareParameters(documents, before.parameters ?? [], after.parameters ?? []));
  found.push(...compareBodies(documents, before, after));
  for (const [status, old] of Object.entries(before.responses)) {
    const now = after.responses[status];
    if (now === undefined) {
      found.push(`response ${status} removed`);
      continue;
    }
    const codes = codesOf(now.description);
    for (const code of codesOf(old.description)) if (!codes.includes(code)) found.push(`error code ${code} removed`);
    for (const header of Object.keys(old.headers ?? {})) {
      if (now.headers?.[header] === undefined) found.push(`header ${header} of ${status} removed`);
    }
    found.push(...compareContents(documents, old.content, now.content, 'response'));
  }
  return found;
}

function compareParameters(documents: Documents, before: Parameter[], after: Parameter[]): string[] {
  const found: string[] = [];
  for (const old of before) {
    const name = `${old.in} ${old.name}`;
    const now = after.find((one) => one.in === old.in && one.name === old.name);
    if (now === undefined) {
      found.push(`${name} removed`);
      continue;
    }
    if (now.required && !old.required) found.push(`${name} required now`);
    found.push(...compareSchemas(documents, { before: old.schema, after: now.schema }, 'request', name));
  }
  const fresh = after.filter((now) => !before.some((old) => old.in === now.in && old.name === now.name));
  found.push(...fresh.filter(({ required }) => required).map((now) => `${now.in} ${now.name} required now`));
  return found;
}

function compareBodies(documents: Documents, before: Operation, after: Operation): string[] {
  if (after.requestBody?.required && !before.requestBody?.required) return ['a body is required now'];
  if (before.requestBody === undefined) return [];
  return compareContents(documents, before.requestBody.content, after.requestBody?.content, 'request');
}

type Content = Record<string, { schema: Schema }> | undefined;

function compareContents(documents: Documents, before: Content, after: Content, direction: Direction): string[] {
  return Object.entries(before ?? {}).flatMap(([type, old]) => {
    const now = after?.[type];
    if (now === undefined) return [`${type} of the ${direction} removed`];
    return compareSchemas(documents, { before: old.schema, after: now.schema }, direction, direction);
  });
}

/** Error responses name their codes in their description. */
function codesOf(description: string): string[] {
  return [...description.matchAll(/`([a-z][a-z.-]*)`:/g)].map(([, code]) => code ?? '');
}
