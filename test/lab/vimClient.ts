import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { LabInfo } from '../../contract/lab.ts';

export interface VimAnswer {
  status: number;
  body: string;
}

/** Posts hand-written SOAP bodies: what a client library would never send can be sent, too. */
export class VimClient {
  readonly #info: LabInfo;
  readonly #agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
  cookie: string | undefined;

  constructor(info: LabInfo) {
    this.#info = info;
  }

  async login(role = 'migrator'): Promise<VimAnswer> {
    const user = this.#info.credentials.find((one) => one.role === role);
    this.cookie = undefined;
    return this.call(
      'Login',
      'SessionManager:SessionManager',
      `<userName>${user?.username}</userName><password>${user?.password}</password>`,
    );
  }

  /** @param target `Type:id` */
  async call(operation: string, target: string, inside = ''): Promise<VimAnswer> {
    const [type, ...id] = target.split(':');
    const body = `<${operation} xmlns="urn:vim25"><_this type="${type}">${id.join(':')}</_this>${inside}</${operation}>`;
    return this.post(body);
  }

  async post(body: string): Promise<VimAnswer> {
    const envelope =
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ` xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
    const headers = { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '"urn:vim25/8.0.1.0"' };
    const answer = await this.request('POST', '/sdk', { headers, body: envelope });
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
    if (cookie !== undefined) this.cookie = cookie;
    return { status: answer.status, body: answer.body.toString('utf8') };
  }

  async request(
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ status: number; headers: Record<string, string[] | undefined>; body: Buffer; fingerprint256: string }> {
    const cookie = this.cookie === undefined ? {} : { Cookie: this.cookie };
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.#info.url);
      const request = https.request(
        url,
        { method, agent: this.#agent, headers: { ...cookie, ...options.headers } },
        (answer) => {
          // A kept-alive socket is taken away from the answer at its end.
          const { fingerprint256 } = (answer.socket as TLSSocket).getPeerCertificate();
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headersDistinct,
              body: Buffer.concat(parts),
              fingerprint256,
            });
          });
        },
      );
      request.on('error', reject);
      request.end(options.body);
    });
  }

  /** Runs a task operation to its end. @returns TaskInfo as XML */
  async task(operation: string, target: string, inside = ''): Promise<string> {
    const started = await this.call(operation, target, inside);
    const task = returned(started.body);
    if (task === '') throw new Error(started.body);
    for (;;) {
      const info = await this.properties(`Task:${task}`, ['info']);
      if (/<state>(success|error)<\/state>/.test(info)) return info;
    }
  }

  async properties(target: string, paths: string[]): Promise<string> {
    const [type, ...id] = target.split(':');
    const pathSet = paths.map((path) => `<pathSet>${path}</pathSet>`).join('');
    const answer = await this.call(
      'RetrievePropertiesEx',
      'PropertyCollector:propertyCollector',
      `<specSet><propSet><type>${type}</type>${pathSet}</propSet><objectSet><obj type="${type}">${id.join(':')}</obj></objectSet></specSet><options/>`,
    );
    return answer.body;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The text of the first `returnval`. */
export function returned(body: string): string {
  return /<returnval[^>]*>([^<]*)<\/returnval>/.exec(body)?.[1] ?? '';
}

/** The class of a SOAP fault, or of the error in a task. */
export function faultType(body: string): string {
  return /<\w*[fF]ault[^>]*xsi:type="(\w+)"/.exec(body)?.[1] ?? '';
}

/** The text of the first element with that name. */
export function element(body: string, name: string): string {
  return new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(body)?.[1] ?? '';
}
