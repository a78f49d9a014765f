import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readLdapConfig } from '../../config/ldap.ts';
import { readOidcConfig } from '../../config/oidc.ts';
import { readRedisConfig } from '../../config/redis.ts';
import { readSecretsConfig } from '../../config/secrets.ts';
import { checkout } from '../../start/setup/checkout.ts';

const read = (...parts: string[]) => readFileSync(join(checkout, ...parts), 'utf8');
/** Variables that a file of config/ has in its schemas. */
const variablesIn = (file: string) =>
  [...read('config', file).matchAll(/^ {2}([A-Z][A-Z0-9_]*):/gm)].map(([, name]) => name ?? '');
/** Files of config/ that a process reads its variables by. */
const readBy = (...files: string[]) =>
  files.flatMap((file) =>
    [...read(file).matchAll(/^import \{ read.*config\/(\w+\.ts)'/gm)].map(([, name]) => name ?? ''),
  );

const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, { environment?: Record<string, string> }>;
};
const environmentOf = (service: string) => services[service]?.environment ?? {};

/** What a service of the Compose file gets where .env says this. */
function started(service: string, env: Record<string, string>): Record<string, string> {
  const filled = (value: string) => value.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name, or) => env[name] || or);
  return Object.fromEntries(Object.entries(environmentOf(service)).map(([name, value]) => [name, filled(value)]));
}

test('every variable that config/ reads is told in docs/install.md', () => {
  const files = readdirSync(join(checkout, 'config')).filter((file) => !file.endsWith('.test.ts'));
  const known = new Set(files.flatMap(variablesIn));
  expect(known.size).toBeGreaterThan(80);
  const told = read('docs/install.md');
  expect([...known].filter((name) => !told.includes(`\n| \`${name}\``))).toEqual([]);
});

const workerFiles = ['worker/runWorker.ts', 'worker/dependencies.ts'];
test.each([
  { service: 'api', files: ['api/main.ts'], notRead: /^$/ },
  { service: 'worker-control', files: workerFiles, notRead: /^DROVER_MOVER_/ },
  { service: 'worker-mover', files: workerFiles, notRead: /^$/ },
])('every variable that $service reads reaches it in Compose', ({ service, files, notRead }) => {
  const modules = readBy(...files);
  expect(modules).toEqual(expect.arrayContaining(['database.ts', 'secrets.ts', 'storage.ts', 'temporal.ts']));
  const image = [...read('deploy/Dockerfile').matchAll(/\b([A-Z][A-Z_]+)=/g)].map(([, name]) => name ?? '');
  const given = new Set([...image, ...Object.keys(environmentOf(service))]);
  const wanted = modules.flatMap(variablesIn).filter((name) => !notRead.test(name));
  expect(wanted.filter((name) => !given.has(name))).toEqual([]);
  // By its own name, so that nobody has to look for another.
  const passed = Object.entries(environmentOf(service)).map(([name, value]) => [name, /^\$\{(\w+):-/.exec(value)?.[1]]);
  const renamed = passed.filter(([name, from]) => from !== undefined && from !== name).map(([name]) => name);
  expect(renamed).toEqual(service === 'worker-mover' ? ['DROVER_MOVER_ROOTS'] : []);
});

test('nothing is set up that .env does not name, and what it names arrives', () => {
  const none = started('api', {});
  expect([readLdapConfig(none), readOidcConfig(none), readRedisConfig(none)]).toEqual([null, null, null]);
  expect(readSecretsConfig(none)).toMatchObject({ current: { kind: 'file' }, former: [] });
  const env = {
    DROVER_LDAP_URL: 'ldaps://ldap.example.org',
    DROVER_LDAP_USER_BASE: 'ou=people,dc=example,dc=org',
    DROVER_LDAP_USER_FILTER: '(&(objectClass=user)(sAMAccountName={username}))',
    DROVER_LDAP_GROUP_BASE: 'ou=groups,dc=example,dc=org',
    DROVER_OIDC_ISSUER: 'https://id.example.org',
    DROVER_OIDC_CLIENT_ID: 'drover',
    REDIS_URL: 'rediss://redis.example.org',
  };
  const set = started('api', env);
  expect(readLdapConfig(set)).toMatchObject({ userFilter: env.DROVER_LDAP_USER_FILTER, nestedGroups: 'search' });
  expect(readOidcConfig(set)).toMatchObject({ clientId: 'drover', groupsClaim: 'groups' });
  expect(readRedisConfig(set)).not.toBeNull();
});
