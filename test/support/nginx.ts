import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ManagedProcess, startProcess } from '../../start/supervisor/managedProcess.ts';
import { probePort } from '../../start/supervisor/probePort.ts';
import { waitUntilReady } from '../../start/supervisor/readiness.ts';

/** nginx with what belongs into its `http` block. All that it writes stays in the folder. @param port that it listens on */
export async function startNginx(folder: string, port: number, http: string): Promise<ManagedProcess> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${folder}/t;`);
  // Workers of a root master would be nobody, who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const main = `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr; events {}`;
  writeFileSync(file, `${main}\nhttp { access_log off; ${temporary.join(' ')}\n${http}\n}`);
  const args = ['-p', folder, '-c', file, '-e', 'stderr'];
  const spec = { name: 'nginx', command: 'nginx', args, logFile: join(folder, 'nginx.log') };
  const nginx = await startProcess(spec);
  await waitUntilReady(spec, nginx, () => probePort(port));
  return nginx;
}
