import type { Announce } from './cachedProgram.ts';
import { goProgram } from './goProgram.ts';
import { findOnPath } from './runCommand.ts';

const version = 'v0.0.0-20260212201848-7aac2a2c5b7c';

/** Path of a MinIO server: the one on PATH, else built once from its pinned version. */
export async function ensureMinio(announce: Announce): Promise<string> {
  return findOnPath('minio') ?? (await goProgram('minio', 'github.com/minio/minio', version, announce));
}
