import type https from 'node:https';
import { Client, type IHttpClient, WSDL } from 'soap';
import { DroverError } from '../../../contract/errors.ts';
import { transportError } from '../faults/transportError.ts';
import { readSoapFault, VimFaultError } from '../faults/vimFault.ts';
import type { MoRef } from '../values/moRef.ts';
import { asArray, child } from '../values/value.ts';
import { changesSomething, type Operation } from '../wsdl/operations.ts';
import { wsdlText } from '../wsdl/wsdlText.ts';
import type { Endpoint } from './endpoint.ts';
import { SoapOverHttps } from './soapOverHttps.ts';

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
  readonly #http: SoapOverHttps;

  private constructor(wsdl: WSDL, endpoint: Endpoint, agent: https.Agent) {
    this.#http = new SoapOverHttps(agent);
    this.#client = new Client(wsdl, endpoint.sdkUrl, { httpClient: asSoapClient(this.#http) });
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
    return this.#http.cookie();
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
}

/** npm soap declares that its client returns a promise of axios, and does not use it. */
function asSoapClient(http: SoapOverHttps): IHttpClient {
  return http as unknown as IHttpClient;
}

/** npm soap writes null as `xsi:nil`, which vpxd refuses; undefined it leaves out. */
function withoutEmpty(args: object): object {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
}
