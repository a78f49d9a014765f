import type { DatastorePath } from './datastorePath.ts';

/**
 * Address of a file behind the datastore `/folder` endpoint. Real servers are reported to want the names of
 * datacenter and datastore encoded twice (virt-v2v does so); names of letters and digits come out the same.
 */
export function folderUrl(
  origin: string,
  file: DatastorePath,
  datacenterPath: string,
  encoding: 'once' | 'twice',
): string {
  const encode = (name: string): string =>
    encoding === 'once' ? encodeURIComponent(name) : encodeURIComponent(encodeURIComponent(name));
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return `${origin}/folder/${path}?dcPath=${encode(datacenterPath)}&dsName=${encode(file.datastore)}`;
}
