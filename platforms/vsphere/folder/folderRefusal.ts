import { DroverError, type ErrorCode } from '../../../contract/errors.ts';
import type { DatastorePath } from './datastorePath.ts';
import type { RangeAnswer } from './readRange.ts';

/** What an answer of `/folder` means that is not the range of a whole flat file; null when it is one. */
export function folderRefusal(answer: RangeAnswer, file: DatastorePath, capacityBytes: number): DroverError | null {
  if (answer.totalBytes === capacityBytes) return null;
  const [code, why] = meaning(answer);
  const name = `[${file.datastore}] ${file.path}`;
  return new DroverError(code, `${name} cannot be read over https: ${why}.`, {
    evidence: [`HTTP ${answer.status}`, `size ${answer.totalBytes ?? 'unknown'}`, `capacity ${capacityBytes}`],
  });
}

function meaning({ status, totalBytes }: RangeAnswer): [ErrorCode, string] {
  if (totalBytes !== null) return ['platform.unsupported', 'its size is not the capacity of the disk'];
  switch (status) {
    case 401:
      return ['platform.unauthorised', 'the server refused a fresh login'];
    case 403:
      return ['platform.forbidden', 'the user needs Datastore.Browse and Datastore.FileManagement on its datastore'];
    case 404:
    case 410:
      return ['platform.not-found', 'the server has no such file'];
    case 502:
    case 503:
    case 504:
      return ['platform.unreachable', `the server is busy or down (${status})`];
    case 500:
      // What ESXi says of a file that somebody holds; a merge of deltas that still runs ends by itself.
      return ['platform.busy', 'something holds the file'];
    default:
      return ['platform.unsupported', `the server does not serve ranges of it (${status})`];
  }
}
