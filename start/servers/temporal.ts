import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../workflows/names.ts';
import type { ProcessSpec } from '../supervisor/managedProcess.ts';

export const temporalNamespace = 'drover';

const searchAttributeTypes = {
  [searchAttributes.state]: 'Keyword',
  [searchAttributes.stage]: 'Keyword',
  [searchAttributes.connection]: 'Keyword',
  [searchAttributes.needsAttention]: 'Bool',
};

export interface TemporalOptions {
  /** The Temporal CLI. */
  program: string;
  port: number;
  /** Absent: without Temporal Web. */
  uiPort?: number;
  /** Where Temporal Web has payloads decrypted. */
  codecEndpoint?: string;
  /** File that keeps histories across restarts; absent: memory. */
  databaseFile?: string;
  logFile: string;
}

/** Temporal's development server on loopback, with our namespace and search attributes. */
export function temporalProcess(options: TemporalOptions): ProcessSpec {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)];
  args.push('--namespace', temporalNamespace, '--log-level', 'warn');
  for (const [name, type] of Object.entries(searchAttributeTypes)) args.push('--search-attribute', `${name}=${type}`);
  if (options.databaseFile !== undefined) args.push('--db-filename', options.databaseFile);
  if (options.uiPort === undefined) args.push('--headless');
  else args.push('--ui-port', String(options.uiPort), '--ui-disable-news-fetch');
  if (options.codecEndpoint !== undefined) args.push('--ui-codec-endpoint', options.codecEndpoint);
  return { name: 'temporal', command: options.program, args, logFile: options.logFile };
}

/** Throws until the namespace is there with all search attributes. */
export async function probeTemporal(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.workflowService.describeNamespace({ namespace: temporalNamespace });
    const known = await connection.operatorService.listSearchAttributes({ namespace: temporalNamespace });
    const missing = Object.keys(searchAttributeTypes).filter((name) => known.customAttributes?.[name] === undefined);
    if (missing.length > 0) throw new Error(`the search attributes ${missing.join(', ')} are not registered yet`);
  } finally {
    await connection.close();
  }
}
