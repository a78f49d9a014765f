import type { ConnectionTest } from '../contract/connection.ts';
import { DroverError } from '../contract/errors.ts';
import { createProxmoxPlatform } from '../platforms/proxmox/proxmoxPlatform.ts';
import { testProxmoxConnection } from '../platforms/proxmox/testConnection.ts';
import { testVsphereConnection } from '../platforms/vsphere/testConnection.ts';
import { createVspherePlatform } from '../platforms/vsphere/vspherePlatform.ts';
import type { AddressGuard } from '../ports/addressGuard.ts';
import type { PlatformCredentials, Platforms } from '../ports/connections.ts';
import type { SecretStore } from '../ports/secretStore.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';
import type { TargetPlatform } from '../ports/targetPlatform.ts';
import type { Database } from '../prisma/database.ts';
import { findConnectionDraft } from '../prisma/queries/connectionDrafts.ts';
import { type ConnectionRow, findConnection } from '../prisma/queries/connections.ts';

type StoredLogin = Pick<ConnectionRow, 'url' | 'fingerprint256' | 'username' | 'sealedSecret'>;

/** Opens platforms for connections in the database, one session each; a connection that was edited is opened anew. */
export function createPlatforms(
  database: Database,
  { secrets, guard }: { secrets: SecretStore; guard: AddressGuard },
): Platforms {
  const sources = new Sessions<SourcePlatform>(createVspherePlatform);
  const targets = new Sessions<TargetPlatform>(createProxmoxPlatform);

  // By what it says, not by its seal: a secret that another key closes is no other login.
  const versionOf = ({ url, fingerprint256, username, password }: PlatformCredentials) =>
    JSON.stringify([url, fingerprint256, username, password]);

  async function load(id: string, kind?: string) {
    const row = await findConnection(database.prisma, id);
    if (row === null) throw new DroverError('request.not-found', `There is no connection ${id}.`);
    if (kind !== undefined && row.kind !== kind) {
      throw new DroverError('request.invalid', `Connection ${row.name} is of kind ${row.kind}, ${kind} is needed.`);
    }
    return { kind: row.kind, credentials: await unseal(row, row.id) };
  }

  /** Settings that somebody tests before they are saved; null: the id is not of such. */
  async function loadDraft(id: string) {
    const draft = await findConnectionDraft(database.prisma, id);
    return draft && { kind: draft.connection.kind, credentials: await unseal(draft, draft.connectionId) };
  }

  async function unseal(stored: StoredLogin, connectionId: string): Promise<PlatformCredentials> {
    const { url, fingerprint256, username, sealedSecret } = stored;
    const password = await secrets.open(sealedSecret, `connection/${connectionId}`);
    return { url, fingerprint256: fingerprint256 ?? undefined, username, password, guard };
  }

  return {
    async source(id) {
      const { credentials } = await load(id, 'vsphere');
      return sources.open(id, versionOf(credentials), credentials);
    },
    async target(id) {
      const { credentials } = await load(id, 'proxmox');
      return targets.open(id, versionOf(credentials), credentials);
    },
    async test(id): Promise<ConnectionTest> {
      const { kind, credentials } = (await loadDraft(id)) ?? (await load(id));
      return kind === 'vsphere' ? testVsphereConnection(credentials) : testProxmoxConnection(credentials);
    },
    async close() {
      await Promise.all([sources.close(), targets.close()]);
    },
  };
}

class Sessions<T extends { close(): Promise<void> }> {
  private readonly opened = new Map<string, { version: string; platform: Promise<T> }>();
  private readonly create: (credentials: PlatformCredentials) => T | Promise<T>;

  constructor(create: (credentials: PlatformCredentials) => T | Promise<T>) {
    this.create = create;
  }

  open(id: string, version: string, credentials: PlatformCredentials): Promise<T> {
    const known = this.opened.get(id);
    if (known?.version === version) return known.platform;
    if (known) void known.platform.then((platform) => platform.close()).catch(() => undefined);
    const platform = Promise.resolve(this.create(credentials));
    this.opened.set(id, { version, platform });
    platform.catch(() => this.opened.delete(id));
    return platform;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.opened.values()].map(async ({ platform }) => (await platform).close()));
  }
}
