import { Agent, fetch } from 'undici';

interface Visit {
  ca: string;
  /** Stop before an address that begins so. */
  until?: string;
}

/** A browser without scripts: follows redirects with its cookies until one leads to `until`. Returns that address. */
export async function followRedirects(start: string, visit: Required<Visit>): Promise<URL> {
  const { url, page } = await browse(start, visit);
  if (page === null) return url;
  throw new Error(`${url.pathname} leads not to ${visit.until}: ${page}`);
}

/** Sends off each form as it comes, filled in as it is, until a page has none. Returns that page. */
export async function confirmForms(start: string, visit: Visit): Promise<string> {
  const { page } = await browse(start, visit);
  return page ?? '';
}

async function browse(start: string, { ca, until }: Visit): Promise<{ url: URL; page: string | null }> {
  const dispatcher = new Agent({ connect: { ca } });
  const cookies = new Map<string, string>();
  let url = new URL(start);
  let body: URLSearchParams | undefined;
  try {
    for (let hop = 0; hop < 20; hop += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const method = body === undefined ? 'GET' : 'POST';
      const answer = await fetch(url, { dispatcher, method, body, redirect: 'manual', headers: { cookie } });
      for (const header of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
        cookies.set(name, value);
      }
      const page = await answer.text();
      const next = answer.headers.get('location');
      const form = next === null && until === undefined ? formOf(page) : null;
      if (next === null && form === null) return { url, page };
      url = new URL(next ?? form?.action ?? '', url);
      body = form?.fields;
      if (until !== undefined && url.href.startsWith(until)) return { url, page: null };
    }
    throw new Error(`${start} leads nowhere.`);
  } finally {
    await dispatcher.close();
  }
}

function formOf(page: string): { action: string; fields: URLSearchParams } | null {
  const [, head = '', inside = ''] = /<form([^>]*)>(.*?)<\/form>/s.exec(page) ?? [];
  const action = attribute(head, 'action');
  if (action === undefined) return null;
  const fields = new URLSearchParams();
  for (const [, input = ''] of inside.matchAll(/<input([^>]*)>/g)) {
    fields.set(attribute(input, 'name') ?? '', attribute(input, 'value') ?? '');
  }
  return { action, fields };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
}
