import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readApiConfig } from '../../config/api.ts';
import { readDatabaseConfig } from '../../config/database.ts';
import { readLoggingConfig } from '../../config/logging.ts';
import { readSecretsConfig } from '../../config/secrets.ts';
import { readArtifactsConfig } from '../../config/storage.ts';
import { readTemporalConfig } from '../../config/temporal.ts';
import { readMoverConfig, readWorkerConfig } from '../../config/worker.ts';
import { checkout } from '../../start/setup/checkout.ts';
import { searchAttributes } from '../../workflows/names.ts';

/**
 * docker-compose.yml, without a container engine: none was there when it was written, so no image has been built and
 * nothing has been started from it. Checked here: its structure as the Compose specification gives it, as far as we
 * use it; that what it refers to exists; and that the product understands the settings that it passes.
 */

const text = z.string();
const health = z.strictObject({
  test: z.array(text).min(2),
  interval: z.string().regex(/^\d+s$/),
  timeout: z.string().regex(/^\d+s$/),
  retries: z.number().int().positive(),
});
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const service = z.strictObject({
  build: z.strictObject({ context: text, dockerfile: text, target: text }).optional(),
  image: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/, 'an image has a tag of its own'),
  command: z.array(text).optional(),
  entrypoint: z.array(text).optional(),
  user: text.optional(),
  restart: z.enum(['no', 'unless-stopped']),
  environment: z.record(text, text).optional(),
  secrets: z.array(text).optional(),
  security_opt: z.array(text).optional(),
  volumes: z.array(z.string().regex(/^([a-z]+|\$\{\w+:-\.\/[\w/]+\}):\/[\w/.-]+(:ro)?$/)).optional(),
  ports: z.array(text).optional(),
  networks: z.array(text).optional(),
  network_mode: z
    .string()
    .regex(/^service:/)
    .optional(),
  depends_on: z.record(text, z.strictObject({ condition })).optional(),
  healthcheck: health.optional(),
  profiles: z.array(text).optional(),
  stop_grace_period: text.optional(),
});
const composeFile = z.strictObject({
  name: text,
  'x-product': z.unknown(),
  'x-worker-environment': z.unknown(),
  services: z.record(text, service),
  networks: z.record(text, z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(text, z.strictObject({})),
  secrets: z.record(text, z.strictObject({ environment: text })),
});

const source = readFileSync(join(checkout, 'docker-compose.yml'), 'utf8');
const compose = composeFile.parse(parse(source, { merge: true }));
const services = Object.entries(compose.services);
const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const secretFile = join(folder, 'secret');
beforeAll(() => writeFileSync(secretFile, 'secret'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what the Compose file refers to', () => {
  test.each(services)('by %s exists', (_name, { networks, volumes, secrets, depends_on, network_mode, build }) => {
    const [folders, named] = [true, false].map(
      (bound) => volumes?.filter((one) => one.startsWith('$') === bound) ?? [],
    );
    const sources = named?.map((volume) => volume.split(':')[0] ?? '') ?? [];
    const partners = [
      ...Object.keys(depends_on ?? {}),
      ...(network_mode ? [network_mode.slice('service:'.length)] : []),
    ];
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks ?? []));
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(sources));
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(secrets ?? []));
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(partners));
    for (const folder of folders ?? []) {
      const [, at = ''] = /:-([^}]+)\}/.exec(folder) ?? [];
      expect(existsSync(join(checkout, at)), at).toBe(true);
      // What is of this host alone must not get into an image.
      expect(readFileSync(join(checkout, '.dockerignore'), 'utf8')).toContain(`${at.slice('./'.length)}\n`);
    }
    expect(network_mode !== undefined && networks !== undefined).toBe(false);
    if (build === undefined) return;
    const dockerfile = readFileSync(join(checkout, build.dockerfile), 'utf8');
    expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${build.target}$`, 'm'));
  });

  test('as our own programs is there', () => {
    const scripts = services.flatMap(([, { command, healthcheck }]) =>
      [...(command ?? []), ...(healthcheck?.test ?? [])].filter((word) => /\.m?[tj]s$/.test(word)),
    );
    expect(scripts.length).toBeGreaterThan(5);
    for (const script of scripts) expect(existsSync(join(checkout, script)), script).toBe(true);
  });

  test('as a service to wait for has the health check that the condition needs', () => {
    const awaited = services.flatMap(([, { depends_on }]) =>
      Object.entries(depends_on ?? {}).filter(([, { condition }]) => condition === 'service_healthy'),
    );
    for (const [name] of awaited) expect(compose.services[name]?.healthcheck, name).toBeDefined();
  });

  test('as a variable is in .env.example', () => {
    const example = readFileSync(join(checkout, '.env.example'), 'utf8');
    const used = [...source.matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1]);
    const secrets = Object.values(compose.secrets).map(({ environment }) => environment);
    for (const name of [...used, ...secrets]) expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
  });
});

test('only the console, the API and Temporal Web are published', () => {
  const published = services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name);
  expect(published).toEqual(['api', 'temporal-ui']);
});

test('the product understands its settings', () => {
  const settings = (name: string) => {
    const given = Object.entries(compose.services[name]?.environment ?? {});
    return Object.fromEntries(given.map(([key, value]) => [key, fill(value)]));
  };
  for (const name of ['api', 'worker-control', 'worker-mover']) {
    expect(readDatabaseConfig(settings(name))).toMatchObject({ host: 'postgres', password: 'secret' });
    expect(readTemporalConfig(settings(name))).toMatchObject({ address: 'temporal:7233', namespace: 'drover' });
    expect(readArtifactsConfig(settings(name))).toMatchObject({ kind: 's3', host: 'minio', port: 9000 });
    expect(readSecretsConfig(settings(name)).keyFile).toMatch(/^\/var\/lib\/drover\//);
    expect(readLoggingConfig(settings(name)).level).toBe('info');
  }
  expect(readApiConfig(settings('api'))).toMatchObject({ host: '0.0.0.0', port: 8080 });
  expect(readWorkerConfig(settings('worker-control')).healthPort).toBe(8090);
  expect(readMoverConfig(settings('worker-mover'))).toMatchObject({ node: 'pve1' });
});

test('Temporal is given every search attribute that workflows set', () => {
  const script = compose.services['temporal-setup']?.command?.join('\n') ?? '';
  for (const name of Object.values(searchAttributes)) expect(script).toContain(name);
});

/** What Compose would put in: the variable's default, and the files that it mounts secrets as. */
function fill(value: string): string {
  return value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/^\/run\/secrets\/.*/, secretFile);
}
