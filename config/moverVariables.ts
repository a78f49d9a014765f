/**
 * How the runtime of a mover is set, which is read before any of our code runs. The young generation has 12 MiB where V8
 * would take 48 MiB: what a mover moves is in memory of its own, outside of V8's; with this it stays below 256 MiB
 * (`npm run bench -- memory`). That memory is in huge pages where the kernel has them, and eight threads write: together a
 * fifth of a full copy's time (docs/performance.md).
 */
export const moverVariables = {
  NODE_OPTIONS: '--max-semi-space-size=4',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  UV_THREADPOOL_SIZE: '8',
} as const;
