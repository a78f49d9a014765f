import { runCommand } from '../start/setup/runCommand.ts';
import type { S3Options } from '../storage/s3ArtifactStore.ts';

/**
 * Uploads a file with rclone, as it comes but for the checksum that it would compute of the whole file first: that is
 * left out, to its advantage.
 */
export async function rcloneUpload(file: string, key: string, to: S3Options): Promise<void> {
  await runCommand('rclone', ['--config=', 'copyto', '--s3-disable-checksum', file, `bench:${to.bucket}/${key}`], {
    environment: {
      // With it rclone 1.60 makes no S3 client at all.
      AWS_CA_BUNDLE: undefined,
      RCLONE_CONFIG_BENCH_TYPE: 's3',
      RCLONE_CONFIG_BENCH_PROVIDER: 'Minio',
      RCLONE_CONFIG_BENCH_ENDPOINT: `http://${to.host}:${to.port}`,
      RCLONE_CONFIG_BENCH_REGION: to.region,
      RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: to.accessKey,
      RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: to.secretKey,
      RCLONE_CONFIG_BENCH_NO_CHECK_BUCKET: 'true',
    },
  });
}
