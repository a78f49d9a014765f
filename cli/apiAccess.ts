import { type Client, createClient } from '../client/client.ts';
import type { CommandContext } from './commands/context.ts';
import { readEndpoints } from './endpoints.ts';
import { CliError, exitCodes } from './exitCode.ts';
import { keptLogin } from './keptLogin.ts';
import { trustOnly } from './serverCertificate.ts';
import type { Session } from './session.ts';

/** The API's address: said or of the context, else that of the last login, else that of a local `npm start`. */
export function apiUrlOf({ config }: CommandContext): string {
  const url = keptLogin(config).url ?? readEndpoints(config.dataDir)?.product.url;
  if (url !== undefined) return url;
  throw new CliError(
    exitCodes.notLoggedIn,
    'Nobody is logged in and no instance runs here: drover login --url https://drover.example.org',
  );
}

/** A client with the kept login. @throws CliError not logged in */
export function openClient(context: CommandContext): Client {
  const { client } = openSession(context);
  return client;
}

export function openSession(context: CommandContext): { client: Client; session: Session } {
  const url = apiUrlOf(context);
  const { session, fingerprint256 } = keptLogin(context.config);
  if (session === undefined || session.apiUrl !== url) {
    throw new CliError(exitCodes.notLoggedIn, `Not logged in at ${url}: drover login`);
  }
  if (fingerprint256 !== null) trustOnly(fingerprint256);
  return { client: createClient({ baseUrl: url, token: session.token }), session };
}
