import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where one instance keeps all that it must find again. */
export interface DataFolder {
  root: string;
  logs: string;
  run: string;
  secrets: string;
  postgres: string;
  temporalDatabase: string;
  artifacts: string;
  minio: string;
  labs: { vsphere: string; proxmox: string; guests: string };
  portsFile: string;
  /** Addresses and certificates of everything that runs, for the command line. */
  endpointsFile: string;
}

/** Names the parts of a data folder and makes those that are folders. */
export function openDataFolder(root: string): DataFolder {
  const at = (...parts: string[]) => join(root, ...parts);
  const folder: DataFolder = {
    root,
    logs: at('logs'),
    run: at('run'),
    secrets: at('secrets'),
    postgres: at('postgres'),
    temporalDatabase: at('temporal', 'temporal.db'),
    artifacts: at('artifacts'),
    minio: at('minio'),
    labs: { vsphere: at('labs', 'vsphere'), proxmox: at('labs', 'proxmox'), guests: at('labs', 'guests') },
    portsFile: at('ports.json'),
    endpointsFile: at('endpoints.json'),
  };
  // PostgreSQL's user has to pass through the root, but nobody else has to see what is in it.
  mkdirSync(root, { recursive: true, mode: 0o711 });
  const closed = [folder.logs, folder.run, folder.secrets, at('temporal'), folder.artifacts, at('labs')];
  for (const path of [...closed, ...Object.values(folder.labs)]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // Better told now, in one sentence, than by a log that cannot be opened.
    accessSync(path, constants.W_OK | constants.X_OK);
  }
  return folder;
}
