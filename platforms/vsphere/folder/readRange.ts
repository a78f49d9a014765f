import type { IncomingMessage } from 'node:http';
import { DroverError } from '../../../contract/errors.ts';
import { httpGet } from '../session/httpGet.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';

/** What the head of a small ranged read told. */
export interface RangeAnswer {
  status: number;
  /** Size of the file by Content-Range; null when the range was not honoured. */
  totalBytes: number | null;
}

const silenceMs = 30_000;

/** Reads up to 512 bytes from the beginning of a file, to learn whether and how it can be read. */
export async function tryRange(session: VsphereSession, url: string, signal: AbortSignal): Promise<RangeAnswer> {
  const authorisation = folderAuthorisation(session);
  let answer = await ask(session, url, await authorisation(false), signal);
  if (answer.statusCode === 401) answer = await ask(session, url, await authorisation(true), signal);
  const range = /^bytes 0-\d+\/(\d+)$/.exec(answer.headers['content-range'] ?? '')?.[1];
  const totalBytes = answer.statusCode === 206 && range !== undefined ? Number(range) : null;
  answer.destroy();
  return { status: answer.statusCode ?? 0, totalBytes };
}

function ask(
  session: VsphereSession,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options = { agent: session.agent, headers: { ...headers, Range: 'bytes=0-511' }, signal, silenceMs };
  return httpGet(new URL(url), options);
}

/** Cookie of the session for a data connection; `renew` logs in again unless somebody else just did. */
export function folderAuthorisation(session: VsphereSession): (renew: boolean) => Promise<Record<string, string>> {
  let handedOut: Awaited<ReturnType<VsphereSession['login']>> | undefined;
  return async (renew) => {
    const signal = AbortSignal.timeout(90_000);
    try {
      if (renew && handedOut !== undefined) await session.renew(handedOut, signal);
      handedOut = await session.login(signal);
      return { Cookie: handedOut.channel.cookie() };
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new DroverError('platform.stalled', `${session.endpoint.host} did not finish the login in time.`);
    }
  };
}
