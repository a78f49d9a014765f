/**
 * Who may import whom. `values`: folders whose code may be used, `types`: folders of which only types may be,
 * `packages`: npm packages (absent: any), `builtins: false`: no node:* modules. Tests are free.
 */
const folders = {
  contract: { values: [], types: [], packages: ['zod', 'zod-openapi'] },
  domain: { values: [], types: ['contract'], packages: [], builtins: false },
  ports: { values: [], types: ['contract', 'domain'], packages: [] },
  proof: { values: [], types: ['contract'], packages: [] },
  workflows: {
    values: ['domain'],
    types: ['contract', 'activities', 'ports'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    builtins: false,
  },
  activities: { values: ['ports', 'domain', 'contract', 'proof'], types: ['workflows'] },
  http: { values: ['ports'], types: ['contract'], packages: [] },
  'platforms/vsphere': { values: ['ports', 'domain', 'http'], types: ['contract'] },
  'platforms/proxmox': { values: ['ports', 'domain'], types: ['contract'] },
  transfer: { values: ['ports', 'domain', 'proof', 'http'], types: ['contract'] },
  storage: { values: ['ports', 'domain', 'http'], types: ['contract'] },
  identity: { values: ['ports', 'domain'], types: ['contract'] },
  tracing: { values: ['contract'], types: [] },
  prisma: { values: ['contract', 'ports'], types: [] },
  api: { values: ['contract', 'domain', 'ports', 'prisma', 'proof'], types: [] },
  client: { values: ['contract'], types: [] },
  web: { values: ['client', 'contract'], types: [] },
  cli: { values: ['client', 'contract', 'proof', 'config'], types: [] },
  lab: { values: [], types: ['contract'] },
  config: { values: [], types: [], packages: ['zod'] },
};

/** Free of zod and of everything else, so that any folder but the lab may use their code. */
const sharedFiles = ['contract/(errors|blockCells|forecastNow)\\.ts$'];
/** Names and message definitions, which those who talk to workflows need. */
const workflowVocabulary = ['workflows/(messages|names)\\.ts$'];
/** Where adapters are chosen and settings are read. */
const compositionRoots = '^(worker|start|test|bench)/|^api/main\\.ts$';
const tests = '\\.test\\.tsx?$|^test/';

const packagesAndBuiltins = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'];

function rulesOf([folder, { values, types, packages, builtins }]) {
  const from = { path: `^${folder}/`, pathNot: `${tests}|${compositionRoots}` };
  const shared = folder === 'lab' ? [] : sharedFiles;
  const vocabulary = ['api', 'activities', 'tracing'].includes(folder) ? workflowVocabulary : [];
  const code = [...[folder, ...values].map((name) => `${name}/`), ...shared, ...vocabulary];
  const seen = [...code, ...types.map((name) => `${name}/`)];
  const rules = [
    {
      name: `${folder}: folders`,
      severity: 'error',
      from,
      to: { pathNot: `^(${seen.join('|')})|^node_modules`, dependencyTypesNot: packagesAndBuiltins },
    },
  ];
  if (types.length > 0) {
    const onlyTypes = `^(${types.map((name) => `${name}/`).join('|')})`;
    const to = { path: onlyTypes, pathNot: `^(${code.join('|')})`, dependencyTypesNot: ['type-only'] };
    rules.push({ name: `${folder}: types only`, severity: 'error', from, to });
  }
  if (packages !== undefined) {
    const allowed = packages.map((name) => `node_modules/${name}/`).join('|') || '^$';
    const to = { path: 'node_modules/', pathNot: allowed, dependencyTypesNot: ['type-only'] };
    rules.push({ name: `${folder}: packages`, severity: 'error', from, to });
  }
  if (builtins === false) {
    rules.push({ name: `${folder}: no node builtins`, severity: 'error', from, to: { dependencyTypes: ['core'] } });
  }
  return rules;
}

module.exports = {
  forbidden: [
    ...Object.entries(folders).flatMap(rulesOf),
    {
      name: 'nobody imports a composition root',
      severity: 'error',
      from: { pathNot: `${tests}|^(start|worker|bench)/` },
      to: { path: '^(worker|start|test|bench)/' },
    },
    {
      name: 'the two labs know nothing of each other',
      severity: 'error',
      from: { path: '^lab/(vsphere|proxmox)/', pathNot: tests },
      to: { path: '^lab/(vsphere|proxmox)/', pathNot: '^lab/$1/' },
    },
    {
      name: 'no cycles',
      severity: 'error',
      from: { pathNot: '^prisma/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules|prisma/generated' },
    exclude: { path: '^(dist|\\.cache|\\.drover)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
