import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { freePort } from '../../start/supervisor/freePort.ts';
import { pythonPackages } from '../support/pythonPackages.ts';

export interface MotoKms {
  endpoint: string;
  client: KMSClient;
  /** Makes a key and returns its ARN. */
  createKey(): Promise<string>;
  close(): Promise<void>;
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** moto's KMS (https://docs.getmoto.org), a server of third parties that speaks the protocol of AWS. */
export async function startMotoKms(): Promise<MotoKms> {
  const packages = await pythonPackages('moto-5.2.5', ['moto[server]==5.2.5']);
  const port = await freePort();
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, PYTHONPATH: packages },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(server, 'exit');
  await Promise.race([
    saysThatItRuns(server.stderr),
    exited.then(() => Promise.reject(new Error('moto ended before it listened.'))),
  ]);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new KMSClient({ region: 'eu-central-1', endpoint, credentials });
  return {
    endpoint,
    client,
    async createKey() {
      const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
      return KeyMetadata?.Arn ?? '';
    },
    async close() {
      client.destroy();
      server.kill();
      await exited;
    },
  };
}

async function saysThatItRuns(output: NodeJS.ReadableStream): Promise<void> {
  let said = '';
  await new Promise<void>((resolve) => {
    // It goes on being read, so that the pipe never fills.
    output.on('data', (part) => {
      said = `${said}${part}`.slice(-1000);
      if (said.includes('Running on')) resolve();
    });
  });
}
