interface Place {
  node: string;
  temporalNamespace: string;
}

/** How a mover is started on a node, as docs/install.md says; what this page cannot know is in capitals. */
export function moverCommand({ node, temporalNamespace }: Place): string {
  const variables = [
    'DROVER_DATABASE_URL=postgresql://USER@DATABASE-HOST/DATABASE',
    'DROVER_DATABASE_PASSWORD_FILE=/etc/drover/database-password',
    'TEMPORAL_ADDRESS=TEMPORAL-HOST:7233',
    `TEMPORAL_NAMESPACE=${temporalNamespace}`,
    'DROVER_KEY_FILE=/etc/drover/key',
    'DROVER_ARTIFACTS=s3://STORE-HOST/BUCKET',
    'DROVER_S3_ACCESS_KEY=ACCESS-KEY',
    'DROVER_S3_SECRET_KEY_FILE=/etc/drover/s3-secret',
    `DROVER_MOVER_NODE=${node}`,
    'DROVER_MOVER_ROOTS=/dev/pve:/var/lib/vz/images',
    'DROVER_DATA_DIR=/var/lib/drover',
  ];
  const runtime = [
    'NODE_OPTIONS=--max-semi-space-size=4',
    'GLIBC_TUNABLES=glibc.malloc.hugetlb=1',
    'UV_THREADPOOL_SIZE=8',
  ];
  const start = 'node_modules/.bin/node worker/main.ts --role mover';
  return [...[...variables, ...runtime].map((variable) => `${variable} \\`), start].join('\n');
}
