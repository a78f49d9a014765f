import { lookup } from 'node:dns/promises';
import type { ConnectionTest } from '../../contract/connection.ts';
import { DroverError, errors } from '../../contract/errors.ts';
import type { PlatformCredentials } from '../../ports/connections.ts';
import { missingPrivileges } from './privileges/missingPrivileges.ts';
import { compareVersions, oldest } from './session/apiVersion.ts';
import { readEndpoint } from './session/endpoint.ts';
import { judgeCertificate, type SeenCertificate, seeCertificate } from './session/seeCertificate.ts';
import { VsphereSession } from './session/vsphereSession.ts';

type Step = ConnectionTest['steps'][number];

const budgetMs = 90_000;

/** Tests a connection step by step and stops at the first that fails. Never throws for a bad connection. */
export async function testVsphereConnection(credentials: PlatformCredentials): Promise<ConnectionTest> {
  const result: ConnectionTest = { ok: false, steps: [], fingerprint256: null, product: null, missingPrivileges: [] };
  const session = new VsphereSession(credentials);
  const signal = AbortSignal.timeout(budgetMs);
  const { host, port } = readEndpoint(credentials.url);
  let certificate: SeenCertificate | undefined;
  const steps: [Step['name'], () => Promise<string>][] = [
    ['resolve', async () => `${host} is ${(await lookup(host)).address}`],
    [
      'connect',
      async () => {
        certificate = await seeCertificate({ host, port, guard: credentials.guard }, signal);
        result.fingerprint256 = certificate.fingerprint256;
        return `port ${port} answers with TLS`;
      },
    ],
    ['certificate', async () => judgeCertificate(certificate, credentials.fingerprint256, host)],
    ['login', async () => `logged in as ${(await session.login(signal)) && credentials.username}`],
    [
      'version',
      async () => {
        const { about } = (await session.login(signal)).content;
        result.product = about.fullName;
        return supportedVersion(about);
      },
    ],
    [
      'privileges',
      async () => {
        result.missingPrivileges = await missingPrivileges(session, undefined, signal);
        return sufficient(result.missingPrivileges);
      },
    ],
  ];
  try {
    for (const [name, run] of steps) {
      const step = await runStep(name, run);
      result.steps.push(step);
      if (!step.ok) return result;
    }
    return { ...result, ok: true };
  } finally {
    await session.close();
  }
}

async function runStep(name: Step['name'], run: () => Promise<string>): Promise<Step> {
  try {
    return { name, ok: true, detail: await run(), remedy: null };
  } catch (error) {
    if (error instanceof DroverError) {
      return { name, ok: false, detail: error.message, remedy: errors[error.code].remedy };
    }
    const detail = error instanceof Error ? error.message : 'unknown failure';
    return { name, ok: false, detail, remedy: name === 'resolve' ? 'Check the host name and the DNS.' : null };
  }
}

function supportedVersion(about: { fullName: string; apiVersion: string }): string {
  if (compareVersions(about.apiVersion, oldest) >= 0) return `${about.fullName}, API ${about.apiVersion}`;
  throw new DroverError('platform.unsupported', `${about.fullName} is older than vSphere ${oldest}.`, {
    evidence: [`API ${about.apiVersion}`],
  });
}

function sufficient(missing: readonly string[]): string {
  if (missing.length === 0) return 'every privilege of a migration is granted somewhere; preflight checks each VM';
  throw new DroverError('platform.forbidden', `Granted nowhere in the inventory: ${missing.join(', ')}.`);
}
