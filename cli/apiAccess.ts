import { type Client, createClient } from '../client/client.ts';
import type { CommandContext } from './commands/context.ts';
import { readEndpoints } from './endpoints.ts';
import { CliError, exitCodes } from './exitCode.ts';
import { readSession, type Session } from './session.ts';

/** The API's address: said, else that of the last login, else that of a local `npm start`. */
export function apiUrlOf({ config }: CommandContext): string {
  const url = config.apiUrl ?? readSession(config.sessionFile)?.apiUrl ?? readEndpoints(config.dataDir)?.product.url;
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
  const session = readSession(context.config.sessionFile);
  if (session === undefined || session.apiUrl !== url) {
    throw new CliError(exitCodes.notLoggedIn, `Not logged in at ${url}: drover login`);
  }
  return { client: createClient({ baseUrl: url, token: session.token }), session };
}
