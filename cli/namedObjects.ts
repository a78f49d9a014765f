import type { Client } from '../client/client.ts';
import { everyPage } from '../client/everyPage.ts';
import type { Account } from '../contract/account.ts';
import type { BulkPlanSummary } from '../contract/bulkPlan.ts';
import type { Connection, ConnectionKind } from '../contract/connection.ts';
import type { Preset } from '../contract/preset.ts';
import type { ListedProject } from '../contract/project.ts';
import type { Schedule } from '../contract/schedule.ts';
import type { VmSummary } from '../contract/vm.ts';
import { CliError, exitCodes, usageError } from './exitCode.ts';

/** People say names, the API wants ids. An id is taken as well. @throws CliError refused */
export async function findConnection(client: Client, name: string, kind?: ConnectionKind): Promise<Connection> {
  const { items } = await client.listConnections();
  const found = items.find(({ id }) => id === name) ?? items.find((connection) => connection.name === name);
  if (found === undefined) {
    const known = items.map((connection) => connection.name).join(', ') || 'none';
    throw new CliError(exitCodes.refused, `There is no connection ${name}. There are: ${known}.`);
  }
  if (kind !== undefined && found.kind !== kind) {
    throw new CliError(exitCodes.refused, `${found.name} is of kind ${found.kind}, ${kind} is needed here.`);
  }
  return found;
}

/** The only connection of a kind needs no name. @throws CliError usage */
export async function onlyConnection(client: Client, kind: ConnectionKind, option: string): Promise<Connection> {
  const { items } = await client.listConnections();
  const [only, ...others] = items.filter((connection) => connection.kind === kind);
  if (only !== undefined && others.length === 0) return only;
  throw usageError(
    only === undefined
      ? `There is no ${kind} connection; drover connections add makes one.`
      : `There are several ${kind} connections: name one with ${option}.`,
  );
}

/** What a VM is called by. */
export type NamedVm = Pick<VmSummary, 'ref' | 'name' | 'path'>;

/** A VM by reference or by its whole name, out of the inventory as last seen. @throws CliError refused */
export async function findVm(client: Client, connectionId: string, name: string): Promise<NamedVm> {
  const vms = await namesOfVms(client, connectionId, name);
  const byRef = vms.find(({ ref }) => ref === name);
  if (byRef !== undefined) return byRef;
  const named = vms.filter((vm) => vm.name === name);
  if (named.length === 1 && named[0] !== undefined) return named[0];
  if (named.length > 1) {
    const refs = named.map(({ ref, path }) => `${ref} (${path})`).join(', ');
    throw new CliError(exitCodes.refused, `Several VMs are called ${name}: ${refs}. Name one by its reference.`);
  }
  // A reference is not part of what the search looks at.
  const all = await namesOfVms(client, connectionId, undefined);
  const late = all.find(({ ref }) => ref === name);
  if (late !== undefined) return late;
  throw new CliError(exitCodes.refused, `The inventory has no VM ${name}; drover inventory refresh reads it anew.`);
}

export function allVms(client: Client, connectionId: string, search: string | undefined): Promise<VmSummary[]> {
  return everyPage((cursor) => client.listVms({ params: { id: connectionId }, query: { cursor, search, limit: 500 } }));
}

/** Without what makes their list heavy. */
export function namesOfVms(client: Client, connectionId: string, search: string | undefined): Promise<NamedVm[]> {
  return everyPage((cursor) =>
    client.listVms({
      ...{ params: { id: connectionId }, query: { cursor, search, limit: 500 } },
      fields: ['ref', 'name', 'path'],
    }),
  );
}

/** Names of connections by id; of one that is gone its id. */
export async function connectionNames(client: Client): Promise<(id: string) => string> {
  const { items } = await client.listConnections();
  return (id) => items.find((connection) => connection.id === id)?.name ?? id;
}

export function allPresets(client: Client): Promise<Preset[]> {
  return everyPage((cursor) => client.listPresets({ query: { cursor, limit: 500 } }));
}

/** @throws CliError refused */
export async function findPreset(client: Client, name: string): Promise<Preset> {
  return known('preset', name, await allPresets(client));
}

export function allPlans(client: Client, search: string | undefined): Promise<BulkPlanSummary[]> {
  return everyPage((cursor) => client.listPlans({ query: { cursor, search, limit: 500 } }));
}

/** @throws CliError refused */
export async function findPlan(client: Client, name: string): Promise<BulkPlanSummary> {
  return known('plan', name, await allPlans(client, undefined));
}

export function allSchedules(client: Client): Promise<Schedule[]> {
  return everyPage((cursor) => client.listSchedules({ query: { cursor, limit: 500 } }));
}

/** @throws CliError refused */
export async function findSchedule(client: Client, name: string): Promise<Schedule> {
  return known('schedule', name, await allSchedules(client));
}

export function allProjects(client: Client): Promise<ListedProject[]> {
  return everyPage((cursor) => client.listProjects({ query: { cursor, limit: 500 } }));
}

/** Of an option that may be left out. @throws CliError refused */
export async function projectIdOf(client: Client, name: string | undefined): Promise<string | undefined> {
  return name === undefined ? undefined : (await findProject(client, name)).id;
}

/** @throws CliError refused */
export async function findProject(client: Client, name: string): Promise<ListedProject> {
  return known('project', name, await allProjects(client));
}

function known<T extends { id: string; name: string }>(kind: string, name: string, all: T[]): T {
  const found = all.find(({ id }) => id === name) ?? all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name).join(', ') || 'none';
  throw new CliError(exitCodes.refused, `There is no ${kind} ${name}. There are: ${names}.`);
}

export function allAccounts(client: Client, search?: string): Promise<Account[]> {
  return everyPage((cursor) => client.listUsers({ query: { limit: 500, cursor, search } }));
}

/** @throws CliError refused */
export async function findAccount(client: Client, name: string): Promise<Account> {
  const found = (await allAccounts(client, name)).find((account) => account.name === name);
  if (found !== undefined) return found;
  throw new CliError(exitCodes.refused, `There is no user ${name}.`);
}
