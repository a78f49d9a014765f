import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.ts';

const everywhere = ['**/node_modules/**', 'dist/**', '.cache/**', '.drover/**', 'prisma/generated/**'];
const onServer = {
  environment: 'node' as const,
  globalSetup: ['test/support/globalSetup.ts'],
};

/** Decisions and translations, without a state that could outlive a test. */
const pure = ['api', 'bench', 'cli', 'client', 'config', 'contract', 'domain', 'platforms', 'proof'];

const onWeb = { extends: './web/vite.config.ts' };
/** A document takes seconds to make: only components need one. */
const webProjects = [
  { ...onWeb, test: { name: 'web', include: ['web/**/*.test.ts'], exclude: everywhere } },
  {
    ...onWeb,
    test: { name: 'components', include: ['web/**/*.test.tsx'], exclude: everywhere, environment: 'jsdom' as const },
  },
];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    // The first file that asks for a server may have to wait until its program is downloaded or built.
    hookTimeout: 240_000,
    testTimeout: 30_000,
    // A second, as it comes, is too little for a state on a machine with other work.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...onServer,
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...everywhere, 'test/**', 'web/**', ...pure.map((folder) => `${folder}/**`)],
        },
      },
      {
        extends: true,
        // A process for each of these files would cost more than its tests.
        test: {
          ...onServer,
          name: 'pure',
          include: pure.map((folder) => `${folder}/**/*.test.ts`),
          exclude: everywhere,
          isolate: false,
        },
      },
      ...webProjects,
      {
        extends: true,
        test: {
          ...onServer,
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 600_000,
          maxConcurrency: 12,
        },
      },
    ],
  },
});
