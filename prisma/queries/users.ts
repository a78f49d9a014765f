import { randomUUID } from 'node:crypto';
import type { Queries } from '../database.ts';

export interface UserRow {
  id: string;
  name: string;
  passwordHash: string;
  role: string;
}

export function findUser(queries: Queries, name: string): Promise<UserRow | null> {
  return queries.user.findUnique({ where: { name } });
}

export function countUsers(queries: Queries): Promise<number> {
  return queries.user.count();
}

/** Makes a user, or does nothing where the name is taken: several processes may start at once. */
export async function createUser(queries: Queries, user: Omit<UserRow, 'id'>): Promise<void> {
  await queries.user.createMany({ data: [{ ...user, id: randomUUID() }], skipDuplicates: true });
}
