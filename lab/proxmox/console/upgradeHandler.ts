import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { ApiError, messageOf } from '../http/apiError.ts';
import { type ApiServerOptions, answerCall } from '../http/apiServer.ts';
import { queryParams } from '../http/requestBody.ts';

/** As pveproxy: no larger frames, neither way. */
const largestFrame = 128 * 1024;

/** Turns a GET of `vncwebsocket` that its route allows into a WebSocket to the VM's screen. */
export function createUpgradeHandler(options: ApiServerOptions) {
  const { datacenter, requests } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('binary') ? 'binary' : false),
  });
  return async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => undefined);
    const url = new URL(request.url ?? '/', 'https://lab');
    const log = { at: new Date().toISOString(), method: 'GET', path: url.pathname, status: 101, user: '' };
    try {
      const path = /^\/api2\/json(\/.+\/vncwebsocket)$/.exec(url.pathname)?.[1];
      if (path === undefined) throw new ApiError(501, 'no such uri');
      const answer = await answerCall({ ...options, request, path, query: queryParams(url.searchParams) }, log);
      const offered = request.headers['sec-websocket-protocol']?.split(/[,\s]+/) ?? [];
      if (!offered.includes('binary')) throw new ApiError(501, 'missing websocket-protocol header');
      const { port } = (answer === 'cut' ? {} : answer.data) as { port?: string };
      const screen = await datacenter.consoles.call(Number(port));
      sockets.handleUpgrade(request, socket, head, (caller) => join(caller, screen));
    } catch (error) {
      log.status = error instanceof ApiError ? error.status : 500;
      if (log.status === 401 && options.refusalDelayMs > 0) await delay(options.refusalDelayMs);
      const reason = messageOf(error).split('\n')[0] || STATUS_CODES[log.status];
      socket.end(`HTTP/1.1 ${log.status} ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    } finally {
      requests.add(log);
    }
  };
}

function join(caller: WebSocket, screen: Duplex): void {
  screen.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += largestFrame) caller.send(bytes.subarray(at, at + largestFrame));
  });
  screen.on('error', () => caller.close());
  screen.on('close', () => caller.close());
  caller.on('message', (bytes: Buffer) => screen.write(bytes));
  caller.on('error', () => screen.destroy());
  caller.on('close', () => screen.destroy());
}
