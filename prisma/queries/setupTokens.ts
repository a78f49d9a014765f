import type { Queries } from '../database.ts';

export async function addSetupToken(queries: Queries, token: { tokenHash: string; expiresAt: Date }): Promise<void> {
  await queries.setupToken.deleteMany({ where: { expiresAt: { lte: new Date() } } });
  await queries.setupToken.create({ data: token });
}

/** Whether there was one that had not expired. With it go all others: there is one first administrator. */
export async function spendSetupToken(queries: Queries, tokenHash: string): Promise<boolean> {
  const { count } = await queries.setupToken.deleteMany({ where: { tokenHash, expiresAt: { gt: new Date() } } });
  if (count === 0) return false;
  await queries.setupToken.deleteMany();
  return true;
}
