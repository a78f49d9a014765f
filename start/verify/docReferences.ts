import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { checkout } from '../setup/checkout.ts';
import { readSource, sourceFiles } from './sourceFiles.ts';
import type { VerifyStep } from './step.ts';

/** Files and folders that our documents name are there. */
export const docReferences: VerifyStep = {
  name: 'references in documents',
  async run() {
    const files = await sourceFiles();
    const topFolders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
    const documents = files.filter((file) => file.endsWith('.md') && !file.startsWith('CHANGELOG'));
    return documents.flatMap((document) =>
      referencesIn(readSource(document), document, topFolders)
        .filter((path) => !existsSync(join(checkout, path)) && !existsSync(join(checkout, dirname(document), path)))
        .map((path) => `${document} names ${path}, which does not exist`),
    );
  },
};

/** Relative links, and paths in backticks that begin with one of our folders; patterns and placeholders are left out. */
function referencesIn(text: string, document: string, topFolders: Set<string | undefined>): string[] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(document), target)));
  const quoted = [...text.matchAll(/`([\w.-]+\/[\w./-]+)`/g)]
    .map((match) => match[1] ?? '')
    .filter(
      (path) =>
        topFolders.has(path.split('/')[0]) && !path.startsWith('prisma/generated/') && !path.startsWith('dist/'),
    );
  return [...links, ...quoted];
}
