/** One thing that `npm run verify` checks. `run` returns what is wrong, one line or block each; nothing: all is well. */
export interface VerifyStep {
  name: string;
  run(): Promise<string[]>;
}
