import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSelfSigned } from '../lab/tls/selfSigned.ts';
import { echoModule } from '../start/setup/debianPackages.ts';
import { freePort } from '../start/supervisor/freePort.ts';
import { probePort } from '../start/supervisor/probePort.ts';
import { withServer } from './withServer.ts';

export interface NginxServer {
  /** `https://127.0.0.1:port`; a path below it is a file of the folder. */
  origin: string;
  /** The same files, but each request waits 5 ms in nginx itself before it is answered. */
  slowOrigin: string;
  certPem: string;
  fingerprint256: string;
}

/** Serves the files of a folder over https with ranges. All that nginx writes stays in the folder. */
export async function withNginx<T>(folder: string, work: (server: NginxServer) => Promise<T>): Promise<T> {
  const pair = createSelfSigned({ commonName: 'bench', altNames: { dns: ['localhost'], ip: ['127.0.0.1'] }, days: 2 });
  const port = await freePort();
  await writeFile(join(folder, 'key.pem'), pair.keyPem, { mode: 0o600 });
  await writeFile(join(folder, 'cert.pem'), pair.certPem);
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
  const spec = { name: 'nginx', command: 'nginx', args, logFile: join(folder, 'nginx.log') };
  const origin = `https://127.0.0.1:${port}`;
  const { certPem, fingerprint256 } = pair;
  return withServer(
    spec,
    () => probePort(port),
    () => work({ origin, slowOrigin: `${origin}/slow`, certPem, fingerprint256 }),
  );
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${folder}/t;`);
  // echo_sleep holds up this request only; echo_exec then lets the file be served as without it, ranges included.
  const slow = 'location ~ ^/slow(/.+)$ { echo_sleep 0.005; echo_exec $1; }';
  const site = `listen 127.0.0.1:${port} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem; root ${folder};`;
  // Workers of a root master would be nobody, who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return [
    `load_module ${echoModule};`,
    `${user} daemon off; worker_processes auto; pid ${folder}/nginx.pid; error_log stderr; events {}`,
    `http { access_log off; ${temporary.join(' ')} server { ${site} ${slow} } }`,
  ].join('\n');
}
