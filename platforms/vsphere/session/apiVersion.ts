import type https from 'node:https';
import { XMLParser } from 'fast-xml-parser';
import { DroverError } from '../../../contract/errors.ts';
import { asArray, child, text } from '../values/value.ts';
import type { Endpoint } from './endpoint.ts';
import { httpGet, readText } from './httpGet.ts';

/** The newest API that Drover was written against. */
const newest = '8.0.1.0';
/** Change tracking with snapshots of encrypted-aware configurations is described from 6.5 on. */
export const oldest = '6.5';

/** Picks the API version to ask for: the server's, but none newer than Drover knows. */
export async function negotiateVersion(endpoint: Endpoint, agent: https.Agent, signal: AbortSignal): Promise<string> {
  const url = new URL('/sdk/vimServiceVersions.xml', endpoint.origin);
  const response = await httpGet(url, { agent, signal, silenceMs: 15_000 });
  const body = await readText(response, 1_000_000);
  const offered = response.statusCode === 200 ? offeredVersion(body) : undefined;
  if (offered === undefined) {
    throw new DroverError('platform.protocol', `${endpoint.host} does not answer as a vSphere does.`, {
      evidence: [`GET ${url.pathname}`, `HTTP ${response.statusCode}`],
    });
  }
  return compareVersions(offered, newest) > 0 ? newest : offered;
}

/** Newest version of the `urn:vim25` namespace in `vimServiceVersions.xml`. */
export function offeredVersion(xml: string): string | undefined {
  let document: unknown;
  try {
    document = new XMLParser({ parseTagValue: false }).parse(xml);
  } catch {
    return undefined;
  }
  const spaces = asArray(child(document, 'namespaces.namespace'));
  const vim = spaces.find((space) => text(space, 'name') === 'urn:vim25');
  return text(vim, 'version');
}

/** Compares dotted versions number by number; negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
