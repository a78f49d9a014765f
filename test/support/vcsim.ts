import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { freePort } from '../../start/supervisor/freePort.ts';
import { startProcess } from '../../start/supervisor/managedProcess.ts';
import { probePort } from '../../start/supervisor/probePort.ts';
import { waitUntilReady } from '../../start/supervisor/readiness.ts';
import { askService } from './askService.ts';

export interface TestVcsim {
  /** `https://127.0.0.1:PORT`; SOAP at /sdk, datastore files at /folder. */
  url: string;
  username: string;
  password: string;
}

/** A vCenter simulator of its own for the calling file, with vcsim's flags, e.g. `['-vm', '200']`. Call it in `beforeAll`. */
export async function useVcsim(flags: string[] = []): Promise<TestVcsim> {
  const { program } = await askService<{ program: string }>('vcsim');
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  const port = await freePort();
  // vcsim reads a flag's value from the file of that name where one exists, as ./drover does.
  const login = { username: 'vcsim-user', password: 'simulated' };
  const spec = {
    name: 'vcsim',
    command: program,
    args: ['-l', `127.0.0.1:${port}`, '-username', login.username, '-password', login.password, ...flags],
    logFile: join(folder, 'vcsim.log'),
  };
  const started = await startProcess(spec);
  afterAll(async () => {
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await waitUntilReady(spec, started, () => probePort(port));
  return { url: `https://127.0.0.1:${port}`, ...login };
}

/** The certificate is the simulator's own, so only the TCP port is asked. */
