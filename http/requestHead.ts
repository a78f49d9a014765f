import { DroverError } from '../contract/errors.ts';
import { plainUrl } from './plainUrl.ts';

/**
 * The head of a GET, with its blank line.
 * @throws DroverError platform.protocol for a header that would end the line it is on
 */
export function requestHead(url: URL, headers: Record<string, string>): string {
  const lines = Object.entries({ Host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (lines.some((line) => /[^\t\x20-\x7e\x80-\xff]/.test(line))) {
    throw new DroverError('platform.protocol', `The login for ${plainUrl(url)} holds what no header may.`);
  }
  return [`GET ${url.pathname}${url.search} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
