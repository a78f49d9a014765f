import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The lock file must name the optional packages of every platform, or `npm ci` refuses it ("Missing: … from lock file").
 * `npm install` leaves out those that its registry does not carry, as mirrors for one platform do not.
 * `node start/verify/platformPackages.mjs` puts them back: npm only needs their version, and for whom they are not.
 */

const lockFile = resolve(fileURLToPath(import.meta.url), '../../../package-lock.json');
const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32', 'aix'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** Entries that are missing, by their place in the lock file. */
export function missingPlatformPackages(packages) {
  const missing = {};
  for (const [parent, { optionalDependencies, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      if (findEntry(packages, parent, name) !== undefined) continue;
      const { cpu, libc, os } = platformOf(name);
      // In npm's own order of keys, so that its next install leaves them as they are.
      const entry = { version, cpu, dev, libc, optional: true, os };
      missing[`node_modules/${name}`] = Object.fromEntries(
        Object.entries(entry).filter(([, value]) => value !== undefined),
      );
    }
  }
  return missing;
}

/** Node's own search: beside the parent's packages, then outwards. */
function findEntry(packages, parent, name) {
  for (let folder = parent; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const entry = packages[`${folder}${folder === '' ? '' : '/'}node_modules/${name}`];
    if (entry !== undefined || folder === '') return entry;
  }
}

/** Platform packages are named after whom they are for. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const cpu = processors.filter((processor) => words.includes(processor));
  const os = systems.filter((system) => words.includes(system));
  const [libc] = ['musl', 'gnu'].filter((word) => words.includes(word));
  return {
    cpu,
    os: os.length > 0 ? os : undefined,
    libc: os[0] === 'linux' && libc !== undefined ? [libc === 'gnu' ? 'glibc' : libc] : undefined,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  const missing = missingPlatformPackages(lock.packages);
  const entries = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(lockFile, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, undefined, 2)}\n`);
  console.log(`Added ${Object.keys(missing).length} packages of other platforms to package-lock.json.`);
}
