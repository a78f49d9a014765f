import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import { answerFolder, refuse } from './folder/folderEndpoint.ts';
import { answerLease } from './lease/leaseEndpoint.ts';
import { serviceVersions } from './service/aboutInfo.ts';
import { answerSoap } from './soap/soapEndpoint.ts';
import type { World } from './world.ts';

/** The port that clients see: SOAP, datastore files and lease downloads. */
export function createVsphereServer(world: World, certificate: { certPem: string; keyPem: string }): https.Server {
  const server = https.createServer({ cert: certificate.certPem, key: certificate.keyPem }, (request, response) => {
    response.on('error', () => undefined);
    route(world, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('tlsClientError', () => undefined);
  return server;
}

async function route(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/sdk/vimServiceVersions.xml' && (request.method === 'GET' || request.method === 'HEAD')) {
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' });
    response.end(serviceVersions());
    return;
  }
  if (path === '/sdk' || path === '/sdk/') {
    if (request.method !== 'POST') return refuse(response, 405, 'Only POST is possible.');
    return answerSoap(world, request, response);
  }
  if (path.startsWith('/folder/')) return answerFolder(world, request, response);
  if (path.startsWith('/nfc/')) return answerLease(world, request, response);
  refuse(response, 404, 'Not found');
}
