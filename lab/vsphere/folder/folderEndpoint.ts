import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { faultNumber } from '../../faults/faultSwitch.ts';
import type { Machine } from '../machines/machine.ts';
import { hasPrivilege } from '../session/privileges.ts';
import { escapeXml } from '../soap/writeValue.ts';
import type { World } from '../world.ts';
import { type DatastoreFile, fileNames, openFile, readDataFile } from './datastoreFile.ts';
import { authenticate } from './folderAuthentication.ts';
import { serveDiskBytes } from './serveDiskBytes.ts';

const privileges = ['Datastore.Browse', 'Datastore.FileManagement'];

/** `GET|HEAD /folder/<directory>/<file>?dcPath=&dsName=`: files of a datastore over HTTPS. */
export async function answerFolder(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://lab');
  const segments = url.pathname.split('/').slice(2).map(decodeOnce);
  const name = segments.at(-1) ?? '';
  const machine = findMachine(world, { url, directory: segments.slice(0, -1).join('/') || name });
  const occasion = { transport: 'folder', file: name, vm: machine?.id ?? '' };
  if (world.faults.strike('http-503', occasion) !== undefined) return unavailable(response);
  if (world.faults.strike('http-502', occasion) !== undefined) return badGateway(response);
  const user = authenticate(world, request, occasion);
  if (user === undefined) {
    response.setHeader('WWW-Authenticate', 'Basic realm="VMware HTTP server"');
    return refuse(response, 401, 'Authentication is required.');
  }
  const lacking = privileges.find((privilege) => !hasPrivilege(user, privilege));
  if (lacking !== undefined) return refuse(response, 403, `The user lacks ${lacking}.`);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only GET and HEAD are possible.');
  if (machine === undefined) return refuse(response, 404, 'No such datastore or folder.');
  const slow = world.faults.strike('folder-slow', occasion);
  if (slow !== undefined) await delay(faultNumber(slow, 'milliseconds', 1000));
  if (segments.length === 1 || name === '') return listDirectory(machine, response);
  const file = openFile(machine, name);
  const moved = world.faults.strike('folder-not-found', occasion) !== undefined;
  if (file === undefined || moved) return refuse(response, 404, `No such file: ${name}`);
  if (world.faults.strike('folder-locked', occasion) !== undefined)
    return refuse(response, 500, `Failed to lock the file ${name}`);
  await serve(world, { request, response, file, user: user.username });
}

async function serve(
  world: World,
  options: { request: IncomingMessage; response: ServerResponse; file: DatastoreFile; user: string },
): Promise<void> {
  const { request, response, file } = options;
  if (file.kind === 'text') {
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': Buffer.byteLength(file.text),
    });
    response.end(request.method === 'HEAD' ? undefined : file.text);
    return;
  }
  try {
    // Opening comes before any header, as a locked file must be refused with a status.
    await readDataFile(file, 0, Math.min(512, file.size));
  } catch (error) {
    // Whatever is the matter, also a guest whose process has just died: to the client the file cannot be opened.
    return refuse(response, 500, error instanceof Error ? error.message : String(error));
  }
  await serveDiskBytes(world, { ...options, file });
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Some clients encode dcPath and dsName twice, as real servers want, or begin dcPath with a slash: all are understood. */
function findMachine(world: World, wanted: { url: URL; directory: string }): Machine | undefined {
  const dsName = wanted.url.searchParams.get('dsName') ?? '';
  const dcPath = wanted.url.searchParams.get('dcPath')?.replace(/^(\/|%2f)/i, '') ?? null;
  return [...world.machines.values()].find(
    (machine) =>
      (dcPath === null ? world.datacenters.length === 1 : matches(dcPath, machine.placement.datacenter.path)) &&
      matches(dsName, machine.placement.datastore.spec.name) &&
      matches(wanted.directory, machine.directory),
  );
}

function matches(given: string, real: string): boolean {
  return given === real || decodeOnce(given) === real;
}

function listDirectory(machine: Machine, response: ServerResponse): void {
  const links = fileNames(machine).map(
    (name) => `<li><a href="${encodeURIComponent(name)}">${escapeXml(name)}</a></li>`,
  );
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(`<!DOCTYPE html><title>Index of ${escapeXml(machine.directory)}</title><ul>${links.join('')}</ul>`);
}

export function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}

export function badGateway(response: ServerResponse): void {
  response.writeHead(502, { 'Content-Type': 'text/plain' });
  response.end('upstream connect error or disconnect/reset before headers');
}

export function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'text/html', 'Retry-After': '1' });
  response.end('<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>');
}
