import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { Channel } from '../../platforms/vsphere/session/channel.ts';
import { readEndpoint } from '../../platforms/vsphere/session/endpoint.ts';
import { PinnedAgent } from '../../platforms/vsphere/session/pinnedAgent.ts';
import { moRef } from '../../platforms/vsphere/values/moRef.ts';
import type { Operation } from '../../platforms/vsphere/wsdl/operations.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const envelope = (body: string): string =>
  `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>${body}</e:Body></e:Envelope>`;

let handler: Handler = (_request, response) => response.end();
let server: https.Server;
let agent: PinnedAgent;
let channel: Channel;

beforeAll(async () => {
  const { certPem, keyPem, fingerprint256 } = createSelfSigned({
    commonName: 'odd.example',
    altNames: { dns: [], ip: ['127.0.0.1'] },
    days: 1,
  });
  server = https.createServer({ cert: certPem, key: keyPem }, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    handler(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  agent = new PinnedAgent({ fingerprint256 });
  channel = await Channel.open(readEndpoint(`https://127.0.0.1:${port}`), agent, '8.0.1.0');
});

afterAll(() => {
  agent.destroy();
  server.closeAllConnections();
  server.close();
});

async function send(operation: Operation, args: object = {}, timeoutMs = 5000): Promise<unknown[]> {
  return channel.send(operation, moRef('X', 'x-1'), args, { signal: AbortSignal.timeout(20_000), timeoutMs });
}

const html = { 'Content-Type': 'text/html' };
const xml = { 'Content-Type': 'text/xml' };
const notAuthenticated =
  '<e:Fault><faultcode>ServerFaultCode</faultcode><faultstring>The session is not authenticated.</faultstring><detail>' +
  '<NotAuthenticatedFault xmlns="urn:vim25" xsi:type="NotAuthenticated"><privilegeId>System.View</privilegeId></NotAuthenticatedFault></detail></e:Fault>';

const oddAnswers: [string, Handler, string, string][] = [
  [
    '503 with HTML',
    (_, r) => r.writeHead(503, html).end('<html>no upstream'),
    'platform.unreachable',
    'platform.outcome-unknown',
  ],
  [
    '503 with text',
    (_, r) => r.writeHead(503).end('no healthy upstream'),
    'platform.unreachable',
    'platform.outcome-unknown',
  ],
  [
    '200 with HTML',
    (_, r) => r.writeHead(200, html).end('<!DOCTYPE html><p>hi<br>'),
    'platform.unreachable',
    'platform.outcome-unknown',
  ],
  ['200 without a body', (_, r) => r.writeHead(200).end(), 'platform.unreachable', 'platform.outcome-unknown'],
  [
    'a redirect',
    (_, r) => r.writeHead(302, { Location: '/ui/' }).end(),
    'platform.unreachable',
    'platform.outcome-unknown',
  ],
  [
    'XML that ends too early',
    (_, r) => r.writeHead(200, xml).end(envelope('<Curr').slice(0, -30)),
    'platform.unreachable',
    'platform.outcome-unknown',
  ],
  ['a broken connection', (q) => q.socket.destroy(), 'platform.unreachable', 'platform.outcome-unknown'],
  ['silence', () => undefined, 'platform.stalled', 'platform.outcome-unknown'],
  [
    'a fault',
    (_, r) => r.writeHead(500, xml).end(envelope(notAuthenticated)),
    'platform.session-ended',
    'platform.session-ended',
  ],
  [
    'a fault with status 200',
    (_, r) => r.writeHead(200, xml).end(envelope(notAuthenticated)),
    'platform.session-ended',
    'platform.session-ended',
  ],
];

describe.each(oddAnswers)('%s', (_what, answer, whenReading, whenChanging) => {
  it(`is ${whenReading} for a read and ${whenChanging} for a change`, async () => {
    handler = answer;
    await expect(send('CurrentTime', {}, 400)).rejects.toMatchObject({ code: whenReading });
    await expect(send('PowerOffVM_Task', {}, 400)).rejects.toMatchObject({ code: whenChanging });
  });

  it('does not take the password along', async () => {
    handler = answer;
    const login = { userName: 'u', password: 'very-secret' };
    const error: unknown = await send('Login', login, 400).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('very-secret');
  });
});

describe('requests', () => {
  async function bodyOf(operation: Operation, args: object): Promise<string> {
    let seen = '';
    handler = (_request, response, body) => {
      seen = body;
      response.writeHead(200, xml).end(envelope(`<${operation}Response xmlns="urn:vim25"/>`));
    };
    expect(await send(operation, args)).toEqual([]);
    return (
      /<soap:Body>(.*)<\/soap:Body>/s
        .exec(seen)?.[1]
        ?.replace(/ xmlns(:\w+)?="[^"]*"/g, '')
        .replace(/vim25:/g, '') ?? ''
    );
  }

  it('keep the order of the wire, escape text and leave out what is unset', async () => {
    const args = {
      snapshot: undefined,
      deviceKey: 2000,
      startOffset: 0,
      changeId: 'a<&"b',
    };
    expect(await bodyOf('QueryChangedDiskAreas', args)).toBe(
      '<QueryChangedDiskAreas><_this type="X">x-1</_this><deviceKey>2000</deviceKey><startOffset>0</startOffset>' +
        '<changeId>a&lt;&amp;&quot;b</changeId></QueryChangedDiskAreas>',
    );
  });

  it('put the fields of data objects into the declared order', async () => {
    const objectSet = [{ skip: true, obj: moRef('Folder', 'group-d1') }];
    const args = {
      specSet: [{ objectSet, propSet: [{ pathSet: ['name'], all: false, type: 'Folder' }] }],
      options: {},
    };
    expect(await bodyOf('RetrievePropertiesEx', args)).toBe(
      '<RetrievePropertiesEx><_this type="X">x-1</_this><specSet><propSet><type>Folder</type><all>false</all>' +
        '<pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj><skip>true</skip></objectSet></specSet>' +
        '<options></options></RetrievePropertiesEx>',
    );
  });

  it('name the API version and send the cookie back as it came, quotes included', async () => {
    const seen: (string | undefined)[] = [];
    handler = (request, response) => {
      seen.push(request.headers.cookie, String(request.headers['soapaction']));
      const cookie = { 'Set-Cookie': 'vmware_soap_session="52ab-1"; Path=/; HttpOnly; Secure; ' };
      response.writeHead(200, { ...xml, ...cookie }).end(envelope('<CurrentTimeResponse xmlns="urn:vim25"/>'));
    };
    await send('CurrentTime');
    await send('CurrentTime');
    expect(seen).toEqual([undefined, '"urn:vim25/8.0.1.0"', 'vmware_soap_session="52ab-1"', '"urn:vim25/8.0.1.0"']);
  });
});
