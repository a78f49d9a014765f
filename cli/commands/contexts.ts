import type { Command } from 'commander';
import { needContext, readContexts, writeContexts } from '../contexts.ts';
import { CliError, exitCodes, usageError } from '../exitCode.ts';
import { contextNameOf } from '../keptLogin.ts';
import { fingerprintOf, untrustedCertificate } from '../serverCertificate.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Named APIs, each with its login. */
export function contextCommands(program: Command, open: OpenContext): void {
  const contexts = program.command('context').description('named APIs, each with its certificate and login');
  contexts
    .command('list', { isDefault: true })
    .description('all of them; the one in use has a star')
    .action(() => list(open()));
  contexts
    .command('add <name> <url>')
    .description('keep an address under a name; the first is in use from then on')
    .option('--fingerprint <sha256>', 'trust the server with this certificate, and no other')
    .action((name: string, url: string, options: { fingerprint?: string }) => add(open(), name, url, options));
  contexts
    .command('use <name>')
    .description('mean this one when none is named')
    .action((name: string) => use(open(), name));
  contexts
    .command('remove <name>')
    .description('forget it with its login; drover logout ends that on the server')
    .action((name: string) => remove(open(), name));
}

function list({ config, output }: CommandContext): void {
  const known = readContexts(config.contextsFile);
  const inUse = contextNameOf(config);
  const rows = Object.entries(known.contexts).map(([name, { url, fingerprint256, session }]) => {
    // Tokens are not printed.
    return { name, url, fingerprint256, username: session?.username ?? null, inUse: name === inUse };
  });
  output.result(rows, () =>
    table(
      ['', 'CONTEXT', 'URL', 'USER', 'FINGERPRINT'],
      rows.map(({ name, url, fingerprint256, username, inUse: used }) => [
        ...[used ? '*' : '', name, url, username ?? '-', fingerprint256 ?? '-'],
      ]),
    ),
  );
}

async function add(
  { config, output }: CommandContext,
  name: string,
  address: string,
  options: { fingerprint?: string },
): Promise<void> {
  if (!/^[\w.-]{1,64}$/.test(name)) throw usageError(`A context has a name such as prod or lab-2, not ${name}.`);
  const url = addressOf(address);
  const fingerprint256 = options.fingerprint === undefined ? null : fingerprintOf(options.fingerprint);
  if (fingerprint256 !== null && url.protocol !== 'https:') throw usageError('--fingerprint is for https alone.');
  const untrusted = fingerprint256 === null && url.protocol === 'https:' ? await untrustedCertificate(url) : null;
  if (untrusted !== null) {
    const remedy = `Compare it with the server, then repeat this with --fingerprint ${untrusted}`;
    throw new CliError(exitCodes.refused, `This machine does not trust the certificate of ${url.origin}. ${remedy}`);
  }
  const known = readContexts(config.contextsFile);
  const context = { url: url.href.replace(/\/+$/, ''), fingerprint256, session: null };
  writeContexts(config.contextsFile, {
    current: known.current ?? name,
    contexts: { ...known.contexts, [name]: context },
  });
  output.result({ name, ...context }, () => `${name} is ${context.url}. Log in: drover login --context ${name}`);
}

function use({ config, output }: CommandContext, name: string): void {
  const known = readContexts(config.contextsFile);
  const { url } = needContext(known, name);
  writeContexts(config.contextsFile, { ...known, current: name });
  output.result({ name, url }, () => `${name} is in use: ${url}.`);
}

function remove({ config, output }: CommandContext, name: string): void {
  const known = readContexts(config.contextsFile);
  needContext(known, name);
  const { [name]: _gone, ...contexts } = known.contexts;
  writeContexts(config.contextsFile, { current: known.current === name ? null : known.current, contexts });
  output.result({ name }, () => `${name} is forgotten.`);
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') return url;
  throw usageError(`An address reads https://drover.example.org, not ${text}.`);
}
