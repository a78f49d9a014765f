import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVsphereLab, type VsphereLab } from '../../lab/vsphere/lab.ts';
import { element, faultType, returned, VimClient } from './vimClient.ts';

let dir: string;
let lab: VsphereLab;
let client: VimClient;

const settings = { taskMilliseconds: 20, shutdownMilliseconds: 20, objectsPerPage: 10, leaseTimeoutSeconds: 1 };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dr-'));
  lab = await startVsphereLab({ dir, settings });
  client = new VimClient(lab.info);
  await client.login();
});

afterAll(async () => {
  client.close();
  await lab.stop();
  rmSync(dir, { recursive: true, force: true });
});

const allMachines = (view: string, paths: string) =>
  `<specSet><propSet><type>VirtualMachine</type>${paths}</propSet><objectSet><obj type="ContainerView">${view}</obj><skip>true</skip>
   <selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options/>`;

async function containerView(): Promise<string> {
  const inside = '<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>';
  return returned((await client.call('CreateContainerView', 'ViewManager:ViewManager', inside)).body);
}

test('the server says which versions it speaks', async () => {
  const versions = await client.request('GET', '/sdk/vimServiceVersions.xml');
  expect(versions.body.toString()).toContain('<version>8.0.1.0</version>');
  expect((await client.request('GET', '/sdk')).status).toBe(405);
});

test('all machines come in pages, each with its token', async () => {
  const collector = 'PropertyCollector:propertyCollector';
  let answer = await client.call(
    'RetrievePropertiesEx',
    collector,
    allMachines(await containerView(), '<pathSet>name</pathSet>'),
  );
  const names: string[] = [];
  for (let pages = 1; ; pages += 1) {
    names.push(...[...answer.body.matchAll(/<val xsi:type="xsd:string">([^<]*)</g)].map((match) => match[1] ?? ''));
    const token = element(answer.body, 'token');
    if (token === '') {
      expect(pages).toBe(Math.ceil(lab.world.machines.size / 10));
      break;
    }
    answer = await client.call('ContinueRetrievePropertiesEx', collector, `<token>${token}</token>`);
    const again = await client.call('ContinueRetrievePropertiesEx', collector, `<token>${token}</token>`);
    expect(faultType(again.body)).toBe('InvalidProperty');
  }
  expect(names).toHaveLength(lab.world.machines.size);
  expect(names.filter((name) => name === 'twin')).toHaveLength(2);
});

test('unset is left out, impossible paths are refused, keys pick from arrays', async () => {
  const body = await client.properties('VirtualMachine:vm-103', [
    'snapshot',
    'config.hardware.device[2000]',
    'runtime.powerState',
  ]);
  expect(body).not.toContain('<name>snapshot</name>');
  expect(body).toContain('<val xsi:type="VirtualDisk"><key>2000</key>');
  expect(body).toContain('<val xsi:type="VirtualMachinePowerState">poweredOn</val>');
  expect(faultType(await client.properties('VirtualMachine:vm-103', ['config.colour']))).toBe('InvalidProperty');
  expect(faultType(await client.properties('VirtualMachine:vm-999', ['name']))).toBe('ManagedObjectNotFound');
});

test('an expired session shows in the collector as missing properties, elsewhere as a fault', async () => {
  const other = new VimClient(lab.info);
  await other.login();
  await other.call('Logout', 'SessionManager:SessionManager');
  const body = await other.properties('VirtualMachine:vm-103', ['name', 'config']);
  expect(body.match(/<missingSet>/g)).toHaveLength(2);
  expect(body).toContain('xsi:type="NotAuthenticated"');
  const power = await other.call('PowerOffVM_Task', 'VirtualMachine:vm-103');
  expect([power.status, faultType(power.body)]).toEqual([500, 'NotAuthenticated']);
  expect(faultType((await other.post('<Nonsense/>')).body)).toBe('InvalidRequest');
  other.close();
});

test('a logged-in cookie must not log in again, and a wrong password not at all', async () => {
  const again = await client.call(
    'Login',
    'SessionManager:SessionManager',
    '<userName>a</userName><password>b</password>',
  );
  expect(faultType(again.body)).toBe('InvalidLogin');
});

test('waiting for updates tells enter, modify and leave, and nothing when nothing happens', async () => {
  const collector = returned(
    (await client.call('CreatePropertyCollector', 'PropertyCollector:propertyCollector')).body,
  );
  const target = `PropertyCollector:${collector}`;
  const wait = (version: string, seconds: number) =>
    client.call(
      'WaitForUpdatesEx',
      target,
      `<version>${version}</version><options><maxWaitSeconds>${seconds}</maxWaitSeconds></options>`,
    );
  const filter = `<spec><propSet><type>VirtualMachine</type><pathSet>runtime.powerState</pathSet></propSet>
    <objectSet><obj type="VirtualMachine">vm-105</obj></objectSet></spec><partialUpdates>false</partialUpdates>`;
  await client.call('CreateFilter', target, filter);
  const first = await wait('', 5);
  expect(element(first.body, 'kind')).toBe('enter');
  const version = element(first.body, 'version');
  expect(returned((await wait(version, 0)).body)).toBe('');
  const waiting = wait(version, 20);
  await client.call('PowerOffVM_Task', 'VirtualMachine:vm-105');
  const modified = await waiting;
  expect(modified.body).toContain('<kind>modify</kind>');
  expect(modified.body).toContain('poweredOff');
  expect(faultType((await wait('no-such-version', 0)).body)).toBe('InvalidCollectorVersion');
});

test('a machine takes one task at a time, and tasks can be cancelled while they wait', async () => {
  const snapshot = '<name>busy</name><memory>false</memory><quiesce>false</quiesce>';
  const started = await client.call('CreateSnapshot_Task', 'VirtualMachine:vm-106', snapshot);
  const second = await client.call('PowerOffVM_Task', 'VirtualMachine:vm-106');
  expect(faultType(second.body)).toBe('TaskInProgress');
  expect(second.body).toContain(`<task type="Task">${returned(started.body)}</task>`);
  await client.call('CancelTask', `Task:${returned(started.body)}`);
  await expect.poll(() => client.properties(`Task:${returned(started.body)}`, ['info'])).toContain('RequestCanceled');
  expect(lab.world.machines.get('vm-106')?.snapshots).toEqual([]);
});

test('what cannot be moved says why', async () => {
  const id = (name: string) => [...lab.world.machines.values()].find((one) => one.name === name)?.id ?? '';
  const on = (name: string, operation: string, inside = '') =>
    client.call(operation, `VirtualMachine:${id(name)}`, inside);
  const snapshot = '<name>x</name><memory>false</memory><quiesce>false</quiesce>';
  expect(faultType((await on('no-tools', 'ShutdownGuest')).body)).toBe('ToolsUnavailable');
  expect(faultType((await on('on-lost-host', 'PowerOffVM_Task')).body)).toBe('HostNotConnected');
  expect(faultType((await on('golden-template', 'CreateSnapshot_Task', snapshot)).body)).toBe('NotSupported');
  expect(faultType(await client.task('CreateSnapshot_Task', `VirtualMachine:${id('rac-node-1')}`, snapshot))).toBe(
    'SnapshotFault',
  );
  const track = '<spec><changeTrackingEnabled>true</changeTrackingEnabled></spec>';
  expect(faultType(await client.task('ReconfigVM_Task', `VirtualMachine:${id('old-vmx04')}`, track))).toBe(
    'NotSupported',
  );
  expect(await client.properties(`VirtualMachine:${id('inaccessible')}`, ['config', 'name'])).not.toContain(
    '<name>config',
  );
  expect(faultType((await on('herd-01', 'ReconfigVM_Task', '<spec><annotation>x</annotation></spec>')).body)).toBe(
    'NoPermission',
  );
});

test('a lease must be kept alive', async () => {
  await client.task('PowerOffVM_Task', 'VirtualMachine:vm-107');
  const lease = returned((await client.call('ExportVm', 'VirtualMachine:vm-107')).body);
  await expect.poll(() => client.properties(`HttpNfcLease:${lease}`, ['state', 'info'])).toContain('>ready<');
  const power = await client.call('PowerOnVM_Task', 'VirtualMachine:vm-107');
  expect(faultType(power.body)).toBe('InvalidState');
  await expect
    .poll(() => client.properties(`HttpNfcLease:${lease}`, ['state', 'error']), { timeout: 5000 })
    .toContain('Timedout');
  expect(
    faultType((await client.call('HttpNfcLeaseProgress', `HttpNfcLease:${lease}`, '<percent>5</percent>')).body),
  ).toBe('Timedout');
});
