import { verify } from '../verify/verify.ts';

/** `npm run verify`: types, lint, boundaries, dead code, formatting, workflow bundle, generated files, house rules. */
process.exitCode = (await verify(console.log)) === 0 ? 0 : 1;
