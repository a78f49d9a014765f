import { get } from 'node:https';

/**
 * For health checks of containers without curl: `node deploy/healthy.mjs URL` ends with 0 when the address answers well.
 * What speaks TLS alone is asked by TLS; on loopback it does not matter whose name its certificate has.
 */
const url = new URL(process.argv[2]);
const answer = await fetch(url).catch(() => undefined);
process.exitCode = (answer?.ok ?? (await isWellByTls())) ? 0 : 1;

function isWellByTls() {
  return new Promise((resolve) => {
    const options = { ...{ host: url.hostname, port: url.port, path: url.pathname }, rejectUnauthorized: false };
    get(options, (response) => resolve(response.resume().statusCode === 200)).once('error', () => resolve(false));
  });
}
