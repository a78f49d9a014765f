import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writePrivately } from './privateFile.ts';

export const sessionSchema = z.object({
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
  writePrivately(file, `${JSON.stringify(session)}\n`);
}

export function forgetSession(file: string): void {
  rmSync(file, { force: true });
}
