import type { Command } from 'commander';
import type { LabFaultRequest, LabInfo } from '../../contract/lab.ts';
import { type Endpoints, needEndpoints } from '../endpoints.ts';
import { CliError, exitCodes, usageError } from '../exitCode.ts';
import type { KnownFault, LabControl } from '../labControl.ts';
import { table } from '../table.ts';
import { chosenLabs, type LabOption } from './chosenLabs.ts';
import type { OpenContext } from './context.ts';
import { labChaosCommand } from './labChaos.ts';
import { several } from './several.ts';

type LabName = LabInfo['kind'];

const labOption = ['--lab <name>', 'vsphere or proxmox; absent: both, or the one that knows the fault'] as const;

export function labCommand(program: Command, open: OpenContext): void {
  const lab = program.command('lab').description('the two simulated data centres that npm start brings');
  lab
    .command('info')
    .description('addresses, certificates and logins of the product and of both labs')
    .action(() => info(open));
  labChaosCommand(lab, open);
  const fault = lab.command('fault').description('make things go wrong on purpose');
  fault
    .command('known')
    .description('faults that can be armed')
    .option(...labOption)
    .action((options: LabOption) => known(open, options));
  fault
    .command('list')
    .description('faults that are armed')
    .option(...labOption)
    .action((options: LabOption) => list(open, options));
  fault
    .command('arm <name>')
    .description('arm a fault')
    .option(...labOption)
    .option('--count <n>', 'how often it strikes, 0: until cleared (1)')
    .option('--skip <n>', 'occasions to let pass first (0)')
    .option(
      '--match <key=value>',
      'narrow the occasions or shape the effect, e.g. percent=40; repeat it for others',
      several,
    )
    .action((name: string, options: ArmOptions) => arm(open, name, options));
  fault
    .command('clear [id]')
    .description('disarm one fault, or all')
    .option(...labOption)
    .action((id: string | undefined, options: LabOption) => clear(open, id, options));
}

function info(open: OpenContext): void {
  const { config, output } = open();
  const { product, labs } = needEndpoints(config.dataDir);
  output.result({ product, ...labs }, () =>
    [describeProduct(product), describe(labs.vsphere), describe(labs.proxmox)].join('\n\n'),
  );
}

function describeProduct(product: Endpoints['product']): string {
  return [
    `drover   ${product.url} (plain HTTP, no certificate)`,
    `api      ${product.apiUrl}, described at ${product.apiDocsUrl}`,
    `temporal ${product.temporalAddress}, namespace ${product.temporalNamespace}, Web at ${product.temporalUiUrl}`,
    `database ${product.databaseUrl}`,
    `data     ${product.dataDir}`,
    table(['ROLE', 'USER', 'PASSWORD'], [['administrator', product.login.username, product.login.password]]),
  ].join('\n');
}

function describe(lab: LabInfo): string {
  const logins = lab.credentials.map(({ role, username, tokenId, password }) => [role, tokenId ?? username, password]);
  return [
    `${lab.kind}  ${lab.url}`,
    `control  ${lab.controlUrl}`,
    `sha256   ${lab.fingerprint256}`,
    table(['ROLE', 'USER', 'PASSWORD'], logins),
  ].join('\n');
}

async function known(open: OpenContext, options: LabOption): Promise<void> {
  const { config, output } = open();
  const rows = await each(config.dataDir, options, (lab) => lab.known());
  output.result(rows, () =>
    table(
      ['LAB', 'FAULT', 'MATCH', 'MEANING'],
      rows.map(({ lab, name, match, meaning }) => [lab, name, match.join(','), meaning]),
    ),
  );
}

async function list(open: OpenContext, options: LabOption): Promise<void> {
  const { config, output } = open();
  const rows = await each(config.dataDir, options, (lab) => lab.armed());
  output.result(rows, () =>
    rows.length === 0
      ? 'No fault is armed.'
      : table(
          ['LAB', 'ID', 'FAULT', 'STRUCK', 'COUNT', 'MATCH'],
          rows.map(({ lab, id, name, struck, count, match }) => [
            lab,
            id,
            name,
            String(struck),
            count === 0 ? 'always' : String(count ?? 1),
            Object.entries(match ?? {})
              .map(([key, value]) => `${key}=${value}`)
              .join(' '),
          ]),
        ),
  );
}

interface ArmOptions extends LabOption {
  count?: string;
  skip?: string;
  match?: string[];
}

async function arm(open: OpenContext, name: string, options: ArmOptions): Promise<void> {
  const { config, output } = open();
  const request: LabFaultRequest = {
    name,
    ...(options.count === undefined ? {} : { count: whole('--count', options.count) }),
    ...(options.skip === undefined ? {} : { skip: whole('--skip', options.skip) }),
    ...(options.match === undefined ? {} : { match: Object.fromEntries(options.match.map(pair)) }),
  };
  const lab = await labThatKnows(name, chosenLabs(config.dataDir, options));
  const armed = await lab.arm(request);
  output.result({ lab: lab.info.kind, ...armed }, () => `${armed.id}: ${name} is armed in the ${lab.info.kind} lab.`);
}

async function clear(open: OpenContext, id: string | undefined, options: LabOption): Promise<void> {
  const { config, output } = open();
  if (id !== undefined && options.lab === undefined)
    throw usageError('Both labs number their faults: name one with --lab.');
  for (const lab of chosenLabs(config.dataDir, options)) await lab.clear(id);
  output.result({ cleared: id ?? 'all' }, () =>
    id === undefined ? 'No fault is armed any more.' : `${id} is disarmed.`,
  );
}

async function labThatKnows(name: string, labs: LabControl[]): Promise<LabControl> {
  const knowing: LabControl[] = [];
  for (const lab of labs) {
    if ((await lab.known()).some((fault: KnownFault) => fault.name === name)) knowing.push(lab);
  }
  const [first, second] = knowing;
  if (first === undefined) throw usageError(`No lab knows a fault "${name}"; drover lab fault known lists them.`);
  if (second !== undefined) throw usageError(`Both labs know "${name}": name one with --lab.`);
  return first;
}

async function each<T>(
  dataDir: string,
  options: LabOption,
  ask: (lab: LabControl) => Promise<T[]>,
): Promise<(T & { lab: LabName })[]> {
  const rows: (T & { lab: LabName })[] = [];
  for (const lab of chosenLabs(dataDir, options)) {
    for (const row of await ask(lab)) rows.push({ ...row, lab: lab.info.kind });
  }
  return rows;
}

function pair(text: string): [string, string | number | boolean] {
  const equals = text.indexOf('=');
  if (equals < 1) throw usageError(`--match takes key=value, not ${text}.`);
  const value = text.slice(equals + 1);
  if (value === 'true' || value === 'false') return [text.slice(0, equals), value === 'true'];
  return [text.slice(0, equals), /^\d+$/.test(value) ? Number(value) : value];
}

function whole(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new CliError(exitCodes.usage, `${option} takes a whole number, not ${text}.`);
  return Number(text);
}
