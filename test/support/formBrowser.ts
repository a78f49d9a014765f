import { Agent, fetch } from 'undici';

/** A browser without scripts: follows redirects with its cookies until one leads to `until`. Returns that address. */
export async function followRedirects(start: string, { ca, until }: { ca: string; until: string }): Promise<URL> {
  const dispatcher = new Agent({ connect: { ca } });
  const cookies = new Map<string, string>();
  try {
    let url = new URL(start);
    for (let hop = 0; hop < 10; hop += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { dispatcher, redirect: 'manual', headers: { cookie } });
      for (const header of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
        cookies.set(name, value);
      }
      const next = answer.headers.get('location');
      if (next === null) throw new Error(`${url.pathname} answers ${answer.status}: ${await answer.text()}`);
      await answer.body?.cancel();
      url = new URL(next, url);
      if (url.href.startsWith(until)) return url;
    }
    throw new Error(`No redirect led to ${until}.`);
  } finally {
    await dispatcher.close();
  }
}
