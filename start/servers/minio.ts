import type { ProcessSpec } from '../supervisor/managedProcess.ts';

export interface MinioOptions {
  /** The MinIO server program. */
  program: string;
  folder: string;
  port: number;
  accessKey: string;
  secretKey: string;
  logFile: string;
}

export function minioProcess(options: MinioOptions): ProcessSpec {
  return {
    name: 'minio',
    command: options.program,
    args: ['server', '--quiet', '--address', `127.0.0.1:${options.port}`, options.folder],
    environment: {
      MINIO_ROOT_USER: options.accessKey,
      MINIO_ROOT_PASSWORD: options.secretKey,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
    logFile: options.logFile,
  };
}

/** Throws until MinIO answers that it is ready. */
export async function probeMinio(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/minio/health/ready`, { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) throw new Error(`MinIO answers ${answer.status}`);
}
