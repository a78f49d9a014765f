import { type ProcessSpec, startProcess } from '../start/supervisor/managedProcess.ts';
import { waitUntilReady } from '../start/supervisor/readiness.ts';
import { asItComes } from './moverEnvironment.ts';

/** Runs a server for as long as the work takes; the work begins once `probe` no longer throws. */
export async function withServer<T>(
  spec: ProcessSpec,
  probe: () => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  const server = await startProcess({ ...spec, environment: { ...asItComes, ...spec.environment } });
  try {
    await waitUntilReady(spec, server, probe);
    return await work();
  } finally {
    await server.stop();
  }
}
