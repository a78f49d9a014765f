import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { ConnectionTest } from '../../contract/connection.ts';
import { DroverError, errors } from '../../contract/errors.ts';
import type { AddressGuard } from '../../ports/addressGuard.ts';
import type { PlatformCredentials } from '../../ports/connections.ts';
import { missingPrivileges } from './access/missingPrivileges.ts';
import { readAbout, versionNumbers } from './facts/readAbout.ts';
import { ProxmoxClient } from './proxmoxClient.ts';
import { checkCertificate } from './transport/checkCertificate.ts';
import { apiOrigin } from './transport/login.ts';

type Step = ConnectionTest['steps'][number];

const timeoutMs = 20_000;

/** Goes from name to privileges and stops at the first step that fails. Never throws for a bad connection. */
export async function testProxmoxConnection(credentials: PlatformCredentials): Promise<ConnectionTest> {
  const address = new URL(apiOrigin(credentials.url));
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const port = Number(address.port || 443);
  const { guard } = credentials;
  const signal = AbortSignal.timeout(timeoutMs);
  const client = new ProxmoxClient(credentials);
  const result: ConnectionTest = { ok: false, steps: [], fingerprint256: null, product: null, missingPrivileges: [] };
  const step = async (name: Step['name'], work: () => Promise<string>): Promise<boolean> => {
    try {
      result.steps.push({ name, ok: true, detail: await work(), remedy: null });
      return true;
    } catch (error) {
      result.steps.push({ name, ok: false, ...explain(error) });
      return false;
    }
  };
  try {
    result.ok =
      (await step('resolve', () => resolve(host))) &&
      (await step('connect', () => reach({ host, port, guard }))) &&
      (await step('certificate', async () => {
        const seen = await checkCertificate({ host, port, guard }, credentials.fingerprint256, signal);
        result.fingerprint256 = seen.fingerprint256;
        if (seen.problem !== null) throw seen.problem;
        return seen.detail;
      })) &&
      (await step('login', async () => {
        await client.login(signal);
        return `Logged in as ${credentials.username}.`;
      })) &&
      (await step('version', async () => {
        const { product, version } = await readAbout(client, signal);
        result.product = `${product} ${version}`;
        return supported(version);
      })) &&
      (await step('privileges', async () => {
        result.missingPrivileges = await missingPrivileges(client, {}, signal);
        return privilegesDetail(result.missingPrivileges);
      }));
    return result;
  } finally {
    await client.close();
  }
}

async function resolve(host: string): Promise<string> {
  try {
    const { address } = await lookup(host);
    return `${host} is ${address}.`;
  } catch (cause) {
    throw new DroverError('platform.unreachable', `The name ${host} does not resolve.`, { cause });
  }
}

function reach({ host, port, guard }: { host: string; port: number; guard?: AddressGuard }): Promise<string> {
  return new Promise((done, fail) => {
    guard?.demand(host);
    const socket = connect({ host, port, lookup: guard?.lookup });
    const failed = (reason: string) => {
      socket.destroy();
      fail(new DroverError('platform.unreachable', `${host} does not answer on port ${port}: ${reason}.`));
    };
    socket.setTimeout(10_000, () => failed('no reply within 10 seconds'));
    socket.once('error', (error) => (error instanceof DroverError ? fail(error) : failed(error.message)));
    socket.once('connect', () => {
      socket.destroy();
      done(`Port ${port} of ${host} answers.`);
    });
  });
}

function supported(version: string): string {
  const [major, minor] = versionNumbers(version);
  if (major > 8 || (major === 8 && minor >= 2)) return `Proxmox VE ${version}.`;
  throw new DroverError('platform.unsupported', `Proxmox VE ${version} is too old; Drover needs 8.2 or later.`);
}

function privilegesDetail(missing: string[]): string {
  if (missing.length === 0) return 'The login has the privileges that hold for every VM.';
  throw new DroverError('platform.forbidden', `The login lacks ${missing.join(', ')}.`);
}

function explain(error: unknown): { detail: string; remedy: string } {
  if (error instanceof DroverError) return { detail: error.message, remedy: errors[error.code].remedy };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { detail: 'No answer in time.', remedy: errors['platform.unreachable'].remedy };
  }
  return { detail: String(error), remedy: errors.internal.remedy };
}
