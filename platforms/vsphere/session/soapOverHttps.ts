import https from 'node:https';
import { readText } from './httpGet.ts';

interface ExtraOptions {
  signal: AbortSignal;
  timeout: number;
}

type Callback = (error: unknown, response?: { status: number; headers: object }, body?: string) => void;

/** The longest text that V8 holds; a page of the property collector is far shorter. */
const longestAnswerBytes = 500 * 1024 * 1024;

/** Carries npm soap's requests, with the cookies of one login, and leaves out all else that an HTTP client can do. */
export class SoapOverHttps {
  readonly #agent: https.Agent;
  readonly #cookies = new Map<string, string>();

  constructor(agent: https.Agent) {
    this.#agent = agent;
  }

  /** `name=value` pairs for a Cookie header; quotes are the server's and go back unchanged. */
  cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** `IHttpClient.request` of npm soap; an answer of any status is an answer. */
  request(url: string, envelope: string, callback: Callback, headers: object, options: ExtraOptions): void {
    this.#post(url, envelope, headers, options).then(
      ({ status, headers, body }) => callback(null, { status, headers }, body),
      (error: unknown) => callback(error),
    );
  }

  #post(url: string, envelope: string, headers: object, { signal, timeout }: ExtraOptions) {
    return new Promise<{ status: number; headers: object; body: string }>((resolve, reject) => {
      const length = Buffer.byteLength(envelope);
      const own = { ...headers, 'Content-Length': length, ...(this.#cookies.size > 0 && { Cookie: this.cookie() }) };
      const request = https.request(url, { method: 'POST', agent: this.#agent, headers: own, signal });
      const late = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
      const timer = setTimeout(() => request.destroy(late), timeout);
      const settled = () => clearTimeout(timer);
      request.once('response', (response) => {
        for (const line of response.headers['set-cookie'] ?? []) this.#remember(line);
        const { statusCode: status = 0, headers: received } = response;
        readText(response, longestAnswerBytes)
          .then((body) => resolve({ status, headers: received, body }), reject)
          .finally(settled);
      });
      // Heard until the end: a request that is destroyed while its answer is read says so here too.
      request.on('error', (error) => {
        settled();
        reject(error);
      });
      request.end(envelope);
    });
  }

  #remember(line: string): void {
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals > 0) this.#cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
}
