/** For health checks of containers without curl: `node deploy/healthy.mjs URL` ends with 0 when the address answers well. */
const answer = await fetch(process.argv[2]).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
