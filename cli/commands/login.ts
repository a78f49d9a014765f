import { type Command, Option } from 'commander';
import { type Client, createClient } from '../../client/client.ts';
import { apiTokenPrefix } from '../../contract/apiToken.ts';
import { apiUrlOf, openSession } from '../apiAccess.ts';
import { deviceLogin } from '../deviceLogin.ts';
import { readEndpoints } from '../endpoints.ts';
import { usageError } from '../exitCode.ts';
import { contextNameOf, keptLogin } from '../keptLogin.ts';
import { readSecret } from '../secretInput.ts';
import { trustOnly } from '../serverCertificate.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface LoginOptions {
  user?: string;
  token?: boolean;
  ldap?: boolean;
  oidc?: boolean;
  passwordStdin?: boolean;
}

export function loginCommands(program: Command, open: OpenContext): void {
  program
    .command('login')
    .description('log in; beside a local npm start without a question')
    .option('--user <name>', 'who to log in as')
    .addOption(new Option('--ldap', 'with name and password of the directory').conflicts(['token', 'oidc']))
    .addOption(new Option('--oidc', 'at the provider, confirmed in any browser').conflicts(['user', 'passwordStdin']))
    .addOption(new Option('--token', 'with an API token, which is asked for').conflicts('oidc'))
    .option('--password-stdin', 'read the password, or the token, from standard input')
    .action((options: LoginOptions) => login(open(), options));
  program
    .command('logout')
    .description('end the session and forget it')
    .option('--everywhere', 'end all other sessions of yours, too')
    .action(({ everywhere }: { everywhere?: boolean }) => logout(open(), everywhere === true));
  program
    .command('whoami')
    .description('who is logged in, and what they may do')
    .action(() => whoami(open()));
}

async function login(context: CommandContext, options: LoginOptions): Promise<void> {
  const { config, output } = context;
  const kept = keptLogin(config);
  const url = localUrl(context) ?? apiUrlOf(context);
  if (kept.fingerprint256 !== null) trustOnly(kept.fingerprint256);
  if (options.token) return loginWithToken(context, url, options);
  const { token, expiresAt, user } = await sessionBy(context, url, options);
  kept.keep({ apiUrl: url, username: user.name, token, expiresAt });
  output.result(
    { url, user, expiresAt },
    () => `Logged in at ${url} as ${user.name} (${user.role ?? 'roles in projects'}).`,
  );
}

async function sessionBy(
  context: CommandContext,
  url: string,
  options: LoginOptions,
): Promise<Awaited<ReturnType<Client['login']>>> {
  const client = createClient({ baseUrl: url });
  if (options.oidc) return deviceLogin(client, context);
  if (!options.ldap) return client.login({ body: await credentialsFor(context, url, options) });
  const { user: username, passwordStdin = false } = options;
  if (username === undefined) throw usageError('Say who: drover login --ldap --user NAME.');
  const password = await readSecret(`Password of ${username} in the directory: `, passwordStdin, context.signal);
  return client.loginDirectory({ body: { username, password } });
}

/** Keeps a token that somebody made before; what it is worth is asked first. */
async function loginWithToken(context: CommandContext, url: string, options: LoginOptions): Promise<void> {
  const token = await readSecret('API token: ', options.passwordStdin === true, context.signal);
  const user = await createClient({ baseUrl: url, token }).me();
  keptLogin(context.config).keep({ apiUrl: url, username: user.name, token, expiresAt: null });
  context.output.result(
    { url, user },
    () => `At ${url} as ${user.name} (${user.role ?? 'roles in projects'}), by an API token.`,
  );
}

/** Without a context or an address, an instance on this data folder is meant rather than the last one. */
function localUrl({ config }: CommandContext): string | undefined {
  if (contextNameOf(config) !== null) return undefined;
  return config.apiUrl ?? readEndpoints(config.dataDir)?.product.url;
}

async function credentialsFor(
  { config, signal }: CommandContext,
  url: string,
  options: LoginOptions,
): Promise<{ username: string; password: string }> {
  const local = readEndpoints(config.dataDir)?.product;
  if (local !== undefined && local.url === url && options.passwordStdin !== true) {
    if (options.user === undefined || options.user === local.login.username) return local.login;
  }
  const username = options.user ?? 'admin';
  return { username, password: await readSecret(`Password of ${username}: `, options.passwordStdin === true, signal) };
}

async function logout(context: CommandContext, everywhere: boolean): Promise<void> {
  const { client, session } = openSession(context);
  try {
    // An API token has no session to end: it is forgotten here, and goes on.
    if (everywhere) await client.logoutEverywhere();
    else if (!session.token.startsWith(apiTokenPrefix)) await client.logout();
  } finally {
    keptLogin(context.config).forget();
  }
  context.output.result({ ok: true }, () => 'Logged out.');
}

async function whoami(context: CommandContext): Promise<void> {
  const { client, session } = openSession(context);
  const user = await client.me();
  context.output.result({ url: session.apiUrl, ...user }, () =>
    [
      `${user.name} (${user.role ?? 'roles in projects'}) at ${session.apiUrl}`,
      ...user.grants.map(({ projectName, role }) => `${role} in ${projectName}`),
      `may ${user.permissions.join(', ')}`,
    ].join('\n'),
  );
}
