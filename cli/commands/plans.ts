import type { Command } from 'commander';
import { everyPage } from '../../client/everyPage.ts';
import { startAll } from '../../client/startAll.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { allPlans, findPlan } from '../namedObjects.ts';
import { bytes, duration } from '../quantities.ts';
import { renderCounts, renderPlanCheck, renderStarts } from '../render/plan.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';
import { several } from './several.ts';

interface ChoiceOptions {
  vm?: string[];
  preflight?: boolean;
}

/** Plans for many VMs; `drover apply` makes and changes them. */
export function planCommands(program: Command, open: OpenContext): void {
  const plans = program.command('plans').description('plans for many VMs');
  plans
    .command('list', { isDefault: true })
    .description('all of them, with how their migrations stand')
    .option('--search <text>', 'part of the name')
    .action(({ search }: { search?: string }) => list(open(), search));
  plans
    .command('show <plan>')
    .description('its VMs, each with its newest migration')
    .action((name: string) => show(open(), name));
  plans
    .command('check <plan>')
    .description('whether its VMs are ready')
    .option('--vm <ref>', 'only this VM; repeat it for others', several)
    .option('--preflight', 'ask both sides now instead of the inventory')
    .action((name: string, options: ChoiceOptions) => check(open(), name, options));
  plans
    .command('forecast <plan>')
    .description('how long its VMs would take and be down, by what was moved between the same connections')
    .option('--vm <ref>', 'only this VM; repeat it for others', several)
    .action((name: string, { vm }: ChoiceOptions) => forecast(open(), name, vm));
  plans
    .command('start <plan>')
    .description('start the migrations of all its VMs; those that are started already stay as they are')
    .option('--vm <ref>', 'only this VM; repeat it for others', several)
    .action((name: string, options: ChoiceOptions) => start(open(), name, options));
  plans
    .command('remove <plan>')
    .description('forget one without open migrations')
    .action((name: string) => remove(open(), name));
}

async function list(context: CommandContext, search: string | undefined): Promise<void> {
  const plans = await allPlans(openClient(context), search);
  context.output.result(plans, () =>
    table(
      ['PLAN', 'VMS', 'MIGRATIONS', 'CHANGED', 'BY'],
      plans.map(({ name, vmCount, migrations, updatedAt, updatedBy }) => [
        ...[name, String(vmCount), renderCounts(migrations), updatedAt, updatedBy],
      ]),
    ),
  );
}

async function show(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const plan = await client.getPlan({ params: { id: (await findPlan(client, name)).id } });
  const vms = await everyPage((cursor) =>
    client.listPlanVms({ params: { id: plan.id }, query: { cursor, limit: 500 } }),
  );
  context.output.result({ ...plan, vms }, () =>
    table(
      ['VM', 'NAME', 'CAPACITY', 'STATUS', 'STAGE', 'MIGRATION'],
      vms.map(({ ref, name: vm, capacityBytes, migration }) => [
        ...[ref, vm ?? '(gone)', capacityBytes === null ? '-' : bytes(capacityBytes)],
        ...[migration?.status ?? '-', migration?.stage ?? '-', migration?.id ?? '-'],
      ]),
    ),
  );
}

async function check(context: CommandContext, name: string, { vm, preflight }: ChoiceOptions): Promise<void> {
  const client = openClient(context);
  const { id } = await findPlan(client, name);
  const report = await client.checkPlan({ params: { id }, body: { vms: vm, preflight: preflight === true } });
  context.output.result(report, () => renderPlanCheck(report));
  const whole = [...report.mapping, ...report.findings].filter(({ severity }) => severity === 'blocker').length;
  const unready = report.vms.length - report.ready;
  if (unready + whole > 0) {
    throw new CliError(exitCodes.refused, `${unready} VM(s) are not ready, ${whole} finding(s) block the whole plan.`);
  }
}

async function forecast(context: CommandContext, name: string, vm: string[] | undefined): Promise<void> {
  const client = openClient(context);
  const { id } = await findPlan(client, name);
  const list = await client.listForecasts({ query: { planId: id, vm } });
  const span = ({ medianMs, p90Ms }: { medianMs: number; p90Ms: number }) =>
    `${duration(medianMs)} (90 %: ${duration(p90Ms)})`;
  const { migrations } = list.basedOn;
  context.output.note(migrations === 0 ? 'Nothing was moved yet: these are assumptions.' : `By ${migrations} moves.`);
  context.output.result(list, () =>
    table(
      ['VM', 'NAME', 'STRATEGY', 'CAPACITY', 'TAKES', 'IS DOWN'],
      list.items.map((item) => [
        ...[item.ref, item.name, item.strategy, bytes(item.capacityBytes), span(item.duration), span(item.downtime)],
      ]),
    ),
  );
}

async function start(context: CommandContext, name: string, { vm }: ChoiceOptions): Promise<void> {
  const client = openClient(context);
  const { id } = await findPlan(client, name);
  const starts = await startAll(
    async (vms) => (await client.startPlan({ params: { id }, body: { vms }, signal: context.signal })).vms,
    vm,
    (_, { reached, left }) => {
      if (left > 0 && reached > 0) context.output.note(`${reached} VMs are dealt with, ${left} to go ...`);
    },
  );
  context.output.result(starts, () => renderStarts(starts));
  const refused = starts.filter(({ outcome }) => outcome === 'refused').length;
  const pending = starts.filter(({ outcome }) => outcome === 'pending').length;
  if (pending > 0) throw new CliError(exitCodes.failed, `${pending} VM(s) were not reached; start the plan again.`);
  if (refused > 0) throw new CliError(exitCodes.refused, `${refused} VM(s) were refused; the others are started.`);
}

async function remove(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id, revision } = await findPlan(client, name);
  await client.deletePlan({ params: { id }, ifMatch: revision });
  context.output.result({ id }, () => `${name} is forgotten.`);
}
