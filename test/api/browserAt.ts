import { csrfHeader } from '../../contract/session.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every route.
  body: any;
  headers: Headers;
}

/** A browser at the console of an API, as far as its requests go: it keeps cookies and sends where they come from. */
export class BrowserAt {
  readonly #url: string;
  cookie = '';
  csrfToken = '';

  constructor(url: string) {
    this.#url = url;
  }

  async ask(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: object } = {},
  ): Promise<Answer> {
    const answer = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(method === 'GET' ? {} : { origin: this.#url, [csrfHeader]: this.csrfToken }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const set of answer.headers.getSetCookie()) this.#keep(set.split(';')[0] ?? '');
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers };
  }

  #keep(pair: string): void {
    const name = pair.slice(0, pair.indexOf('=') + 1);
    const others = this.cookie.split('; ').filter((one) => one !== '' && !one.startsWith(name));
    this.cookie = [...others, ...(pair === name ? [] : [pair])].join('; ');
  }

  async logIn(username: string, password: string): Promise<Answer> {
    const answer = await this.ask('POST', '/auth/console', { body: { username, password } });
    this.csrfToken = answer.body.csrfToken;
    return answer;
  }
}
