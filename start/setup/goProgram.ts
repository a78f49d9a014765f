import { join } from 'node:path';
import { type Announce, cachedProgram } from './cachedProgram.ts';
import { CommandError, findOnPath, runCommand } from './runCommand.ts';
import { SetupError } from './setupError.ts';

const oldestGo = { major: 1, minor: 24 };

/** A Go program built from its pinned module version, once, into the cache. */
export function goProgram(name: string, module: string, version: string, announce: Announce): Promise<string> {
  return cachedProgram(name, version, async (workFolder) => {
    const go = await requireGo(name);
    announce(`Building ${name} ${version} with Go (once; a minute or two) ...`);
    try {
      await runCommand(go, ['install', `${module}@${version}`], { environment: { GOBIN: workFolder, GOFLAGS: '' } });
    } catch (error) {
      const detail = error instanceof CommandError ? error.detail : String(error);
      throw new SetupError(
        `Go could not build ${name}: ${detail}`,
        `Make the Go module proxy reachable (or set GOPROXY), or put a ready "${name}" on PATH.`,
      );
    }
    return join(workFolder, name);
  });
}

async function requireGo(name: string): Promise<string> {
  const go = findOnPath('go');
  const remedy = `Install Go ${oldestGo.major}.${oldestGo.minor} or newer (https://go.dev/dl), or put a ready "${name}" on PATH.`;
  if (go === undefined) throw new SetupError(`Go is missing, which is needed to build ${name}.`, remedy);
  const version = /go(\d+)\.(\d+)/.exec(await runCommand(go, ['env', 'GOVERSION']));
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  if (major < oldestGo.major || (major === oldestGo.major && minor < oldestGo.minor)) {
    throw new SetupError(`Go ${major}.${minor} is too old to build ${name}.`, remedy);
  }
  return go;
}
