import type { ResidueReport } from '../../contract/residue.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type Author, audit } from '../http/author.ts';

/** Removes what an ended migration has left. @returns what is there after that */
export async function removeResidue(
  { database, workflows }: Pick<ApiDependencies, 'database' | 'workflows'>,
  id: string,
  author: Author,
): Promise<ResidueReport> {
  const event = { action: 'residue.remove', subject: `migration/${id}` };
  await audit(database.prisma, author, { ...event, outcome: 'intended' });
  const { correlationId } = author;
  const left = await workflows.ask<ResidueReport>({ type: 'removeResidue', argument: id, correlationId });
  await audit(database.prisma, author, { ...event, detail: { left: left.items.length } });
  return left;
}
