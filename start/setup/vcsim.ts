import type { Announce } from './cachedProgram.ts';
import { goProgram } from './goProgram.ts';

/** Always this version, never the one on PATH: the client's tests expect its behaviour. */
const version = 'v0.46.3';

/** Path of govmomi's vCenter simulator, built once. */
export function ensureVcsim(announce: Announce): Promise<string> {
  return goProgram('vcsim', 'github.com/vmware/govmomi/vcsim', version, announce);
}
