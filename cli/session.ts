import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const sessionSchema = z.object({
  apiUrl: z.string(),
  username: z.string(),
  token: z.string(),
  expiresAt: z.string().nullable(),
});
/** What `drover login` keeps. The token is a secret: the file is for its owner alone. */
export type Session = z.infer<typeof sessionSchema>;

/** @returns undefined when nobody is logged in */
export function readSession(file: string): Session | undefined {
  try {
    return sessionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeSession(file: string, session: Session): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(session)}\n`, { mode: 0o600 });
  // The mode above is cut by the umask and not applied to a file that was there.
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, file);
}

export function forgetSession(file: string): void {
  rmSync(file, { force: true });
}
