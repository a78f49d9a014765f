import { readFile, rm } from 'node:fs/promises';
import { type DiskFiles, exists, syncFolder } from '../stateFiles.ts';
import { type JournalIdentity, parseFrames } from './journalRecords.ts';

/**
 * Before all of a disk is copied: what is known of it from when it was smaller is forgotten, so that it is copied as
 * one that was never seen. The journal goes last: as long as it is there, the next call does this again.
 */
export async function forgetSmaller(files: DiskFiles, now: JournalIdentity): Promise<void> {
  if (!(await exists(files.journal))) return;
  const [header] = parseFrames(await readFile(files.journal)).records;
  if (header?.type !== 'header') return;
  const same = header.migrationId === now.migrationId && header.diskId === now.diskId;
  if (!same || header.capacityBytes >= now.capacityBytes) return;
  for (const file of [files.ledger, files.blocks]) await rm(file, { force: true });
  await syncFolder(files.folder);
  await rm(files.journal);
  await syncFolder(files.folder);
}
