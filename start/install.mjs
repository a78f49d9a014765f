import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './fileLock.mjs';

/** Brings node_modules and the generated database client up to date. Runs on any Node from 20.19 on, without either. */

const root = resolve(fileURLToPath(import.meta.url), '../..');
const oldestNode = [20, 19];
const platforms = ['linux-x64', 'linux-arm64', 'darwin-arm64'];

/** Something that the user has to mend; told as it stands, without a stack trace. */
export class InstallError extends Error {}

/** Node 24 out of node_modules, which runs everything after this. */
export const node24 = join(root, 'node_modules', '.bin', 'node');

export async function ensureInstalled() {
  checkPlatform();
  if (isInstalled() && isGenerated()) return;
  const lock = join(root, '.cache', 'locks', 'install');
  await withFileLock(
    lock,
    () => {
      if (!isInstalled()) installPackages();
      if (!isGenerated()) generateDatabaseClient();
    },
    () => say('Waiting for another start in this checkout to finish installing ...'),
  );
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

function checkPlatform() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    const wanted = oldestNode.join('.');
    throw new InstallError(
      `Node ${process.versions.node} is too old.\nInstall Node ${wanted} or newer: https://nodejs.org`,
    );
  }
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) {
    throw new InstallError(`Drover does not run on ${platform}.\nUse one of ${platforms.join(', ')}.`);
  }
}

/**
 * Whether node_modules holds what the lock file asks for: npm's own record of the installed tree agrees with it.
 * Optional packages may be absent, as those for other platforms are.
 */
function isInstalled() {
  if (!existsSync(node24)) return false;
  const wanted = readJson('package-lock.json')?.packages;
  const present = readJson('node_modules/.package-lock.json')?.packages;
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return present[path] === undefined ? optional === true : present[path].version === version;
  });
}

function installPackages() {
  say('Installing npm packages (npm ci; a minute the first time) ...');
  // Install scripts are not needed: what they would do is done here, so that it works where they are blocked, too.
  const options = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const [command, args] = npm();
  const run = spawnSync(command, [...args, ...options, '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: withoutNpmSettings(),
  });
  if (run.error?.code === 'ENOENT') throw new InstallError('npm is missing.\nInstall it: apt-get install npm');
  if (run.status !== 0)
    throw new InstallError('npm could not install the packages (see above).\nTry it by hand: npm ci');
  if (!existsSync(node24)) {
    throw new InstallError('npm left out the optional package that holds Node 24.\nRun: npm ci --include=optional');
  }
}

/** The npm that started us, on the Node that started it: node_modules, and with it Node 24, may be about to go. */
function npm() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return [process.env.npm_node_execpath ?? process.execPath, [script]];
  return ['npm', []];
}

/** `npm start --silent` sets npm's own options by the environment; they are not meant for this npm. */
function withoutNpmSettings() {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(loglevel|omit|include)|lifecycle|package)/.test(name),
  );
  return Object.fromEntries(inherited);
}

function isGenerated() {
  const hash = schemaHash();
  return hash === undefined || readText('prisma/generated/.schema-hash') === hash;
}

function generateDatabaseClient() {
  const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  // Generating needs no schema engine, but the CLI fetches one unless it is told where it is.
  const run = spawnSync(node24, [prisma, 'generate', '--no-hints'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' },
  });
  if (run.status !== 0) {
    const printed = `${run.stdout}${run.stderr}`.trim();
    throw new InstallError(
      `The database client could not be generated: ${printed}\nTry it by hand: npx prisma generate`,
    );
  }
  writeFileSync(join(root, 'prisma', 'generated', '.schema-hash'), schemaHash() ?? '');
}

function schemaHash() {
  const schema = readText('prisma/schema.prisma');
  if (schema === undefined) return undefined;
  const version = readJson('node_modules/prisma/package.json')?.version;
  return createHash('sha256').update(`${version}\n${schema}`).digest('hex');
}

function readJson(path) {
  const text = readText(path);
  return text === undefined ? undefined : JSON.parse(text);
}

function readText(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}
