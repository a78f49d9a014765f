import type https from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { Client, type IOptions, WSDL } from 'soap';
import { DroverError } from '../../../contract/errors.ts';
import { transportError } from '../faults/transportError.ts';
import { readSoapFault, VimFaultError } from '../faults/vimFault.ts';
import type { MoRef } from '../values/moRef.ts';
import { asArray, child } from '../values/value.ts';
import { changesSomething, type Operation } from '../wsdl/operations.ts';
import { wsdlText } from '../wsdl/wsdlText.ts';
import type { Endpoint } from './endpoint.ts';

export interface SendOptions {
  signal: AbortSignal;
  timeoutMs?: number;
}

type SoapMethod = (args: object, options: object) => Promise<[unknown, unknown]>;

const defaultTimeoutMs = 60_000;

/** One SOAP client with one cookie: the life of one login. */
export class Channel {
  readonly #client: Client;
  readonly #host: string;
  readonly #cookies = new Map<string, string>();

  private constructor(wsdl: WSDL, endpoint: Endpoint, agent: https.Agent) {
    const request = axios.create({ httpsAgent: agent, maxRedirects: 0, proxy: false, maxContentLength: Infinity });
    request.interceptors.request.use((config) => {
      if (this.#cookies.size > 0) config.headers.set('Cookie', this.cookie());
      return config;
    });
    request.interceptors.response.use((response) => {
      for (const line of response.headers['set-cookie'] ?? []) this.#remember(line);
      return response;
    });
    this.#client = new Client(wsdl, endpoint.sdkUrl, { request: asSoapRequest(request) });
    this.#host = endpoint.host;
  }

  static async open(endpoint: Endpoint, agent: https.Agent, apiVersion: string): Promise<Channel> {
    const wsdl = await new Promise<WSDL>((resolve, reject) => {
      const made = new WSDL(wsdlText(apiVersion), 'vim.wsdl', {});
      made.onReady((error) => (error instanceof Error ? reject(error) : resolve(made)));
    });
    // npm soap writes `xsd:` types of anyType values without declaring the prefix.
    wsdl.xmlnsInEnvelope += ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
    return new Channel(wsdl, endpoint, agent);
  }

  /** `name=value` pairs for a Cookie header; quotes are the server's and go back unchanged. */
  cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /**
   * Calls an operation and returns the `returnval` elements.
   * @throws VimFaultError for a fault, DroverError for everything below SOAP
   */
  async send(operation: Operation, self: MoRef, args: object, options: SendOptions): Promise<unknown[]> {
    options.signal.throwIfAborted();
    const method: SoapMethod = this.#client[`${operation}Async`];
    const context = { host: this.#host, operation, changing: changesSomething(operation) };
    try {
      const [result, raw] = await method(
        { _this: self, ...withoutEmpty(args) },
        { signal: options.signal, timeout: options.timeoutMs ?? defaultTimeoutMs },
      );
      if (typeof raw !== 'string' || !raw.includes(`${operation}Response`))
        throw this.#notSoap(operation, 200, context);
      return asArray(child(result, 'returnval'));
    } catch (error) {
      options.signal.throwIfAborted();
      if (error instanceof DroverError) throw error;
      const fault = child(error, 'root.Envelope.Body.Fault');
      if (fault !== undefined && child(fault, 'faultcode') !== undefined) {
        throw new VimFaultError(readSoapFault(fault), { operation, object: `${self.attributes.type} ${self.$value}` });
      }
      const status = Number(child(error, 'response.status'));
      const notParsed = Number.isInteger(status) || !(error instanceof Error);
      throw notParsed ? this.#notSoap(operation, status, context) : transportError(error, context);
    }
  }

  #notSoap(operation: Operation, status: number, context: { changing: boolean }): DroverError {
    const evidence = [
      `host ${this.#host}`,
      `operation ${operation}`,
      `HTTP ${Number.isInteger(status) ? status : '?'}`,
    ];
    if (context.changing) {
      return new DroverError('platform.outcome-unknown', `${this.#host} gave no readable answer to ${operation}.`, {
        evidence,
      });
    }
    return new DroverError('platform.unreachable', `${this.#host} did not answer ${operation} with SOAP.`, {
      evidence,
    });
  }

  #remember(line: string): void {
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals > 0) this.#cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
}

/** The same class of the same package: axios declares it once for `import` and once for `require`, which soap uses. */
function asSoapRequest(instance: AxiosInstance): NonNullable<IOptions['request']> {
  return instance as unknown as NonNullable<IOptions['request']>;
}

/** npm soap writes null as `xsi:nil`, which vpxd refuses; undefined it leaves out. */
function withoutEmpty(args: object): object {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
}
