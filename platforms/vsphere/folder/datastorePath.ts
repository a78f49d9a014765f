import { DroverError } from '../../../contract/errors.ts';

/** A file on a datastore, written `[name] folder/file` by vSphere. */
export interface DatastorePath {
  datastore: string;
  /** Without a leading slash. */
  path: string;
}

export function parseDatastorePath(text: string): DatastorePath {
  const match = /^\[([^\]]+)\] ?(.+)$/.exec(text);
  const [, datastore, path] = match ?? [];
  if (datastore === undefined || path === undefined) {
    throw new DroverError('platform.protocol', `"${text}" is not a datastore path.`);
  }
  return { datastore, path };
}

/** Snapshots give their files a six-digit number: `app-000002.vmdk`. */
export function isDeltaFile(path: string): boolean {
  return /-\d{6}\.vmdk$/i.test(path);
}

/** The file with the bytes of a monolithic flat disk, beside its descriptor. */
export function flatFileOf(descriptor: DatastorePath): DatastorePath {
  return { ...descriptor, path: descriptor.path.replace(/\.vmdk$/i, '-flat.vmdk') };
}
