import { askService } from './askService.ts';

export interface TestMinio {
  /** Plain HTTP on loopback. Make a bucket of your own: all files share the server. */
  host: string;
  port: number;
  accessKey: string;
  secretKey: string;
}

/** A real MinIO server with no buckets of yours in it. */
export function useMinio(): Promise<TestMinio> {
  return askService('minio');
}
