/**
 * `NODE_OPTIONS` of a mover: a young generation of 12 MiB where V8 would take 48 MiB. What a mover moves is in memory of
 * its own, outside of V8's; with this it stays below 256 MiB (`npm run bench -- memory`).
 */
export const moverNodeOptions = '--max-semi-space-size=4';
