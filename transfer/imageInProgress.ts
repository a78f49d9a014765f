import { rm } from 'node:fs/promises';
import type { ArtifactStore, ArtifactUpload } from '../ports/artifactStore.ts';
import type { ExportJob } from '../ports/transfer.ts';
import type { Journal, RoundState } from './journal/journal.ts';
import { ClusterFile } from './qcow2/clusterFile.ts';
import { ClusterMap } from './qcow2/clusterMap.ts';
import { clusterBytes, planLayout, type Qcow2Layout, spareBytes } from './qcow2/layout.ts';
import { PartWriter } from './qcow2/partWriter.ts';
import type { Qcow2Image } from './qcow2/qcow2Sink.ts';
import { TailFile } from './qcow2/tailFile.ts';
import { type DiskFiles, exists } from './stateFiles.ts';

export interface ImagePlace {
  job: ExportJob;
  files: DiskFiles;
  artifacts: ArtifactStore;
  journal: Journal;
  signal: AbortSignal;
}

const imageType = 'application/x-qemu-disk';

/** The image that an interrupted attempt of the same round left, as far as it is kept; null: there is none to go on with. */
export async function resumeImage(
  { job, files, artifacts, signal }: ImagePlace,
  round: RoundState,
  stack: AsyncDisposableStack,
): Promise<Qcow2Image | null> {
  const { image, upTo } = round;
  if (image?.position == null || !(await exists(files.ledger)) || !(await exists(files.clusters))) return null;
  const { position } = image;
  const sent = image.sent.filter(({ number }) => number < position.part);
  const upload = await artifacts.resume(job.artifact, imageType, { id: image.upload, sent });
  if (upload === null) return null;
  const layout = planLayout(job.capacityBytes, upload.minimumPart);
  if (image.form !== formOf(job, layout)) return null;
  const opened = await openImage(job, files, { upload, layout, keep: Math.ceil(upTo / clusterBytes), signal }, stack);
  if (!(await opened.parts.restore(position, opened.tail))) return null;
  const end = layout.dataOffset + (position.part - layout.metadataParts - 1) * layout.partBytes + position.filled;
  // What lies behind the watermark is written again. Reference counts have room for so much that nothing points to.
  if (end - layout.dataOffset - opened.map.dataBytes > spareBytes / 2) return null;
  return { ...opened, end };
}

/** A new upload; of an earlier one, and of an object that it became, nothing is left. */
export async function beginImage(
  { job, files, artifacts, journal, signal }: ImagePlace,
  stack: AsyncDisposableStack,
): Promise<Qcow2Image> {
  await journal.begin({ round: job.round, key: job.roundKey, full: true, fresh: true });
  for (const file of [files.ledger, files.clusters, files.tail]) await rm(file, { force: true });
  // So that an object of this key, when it is there later, can only be what this upload became.
  await artifacts.delete(job.artifact);
  const upload = await artifacts.begin(job.artifact, imageType);
  const layout = planLayout(job.capacityBytes, upload.minimumPart);
  await journal.upload(job.round, upload.id, formOf(job, layout));
  const opened = await openImage(job, files, { upload, layout, keep: 0, signal }, stack);
  return { ...opened, end: layout.dataOffset };
}

async function openImage(
  { compression }: ExportJob,
  files: DiskFiles,
  { upload, layout, keep, signal }: { upload: ArtifactUpload; layout: Qcow2Layout; keep: number; signal: AbortSignal },
  stack: AsyncDisposableStack,
) {
  const clusters = stack.use(await ClusterFile.open(files.clusters, layout.l2Tables, keep));
  const map = await ClusterMap.over(clusters, layout, keep);
  const { partBytes } = layout;
  const parts = new PartWriter(upload, { part: layout.metadataParts + 1, partBytes }, signal);
  const tail = stack.use(await TailFile.open(files.tail, partBytes));
  return { upload, layout, compression, map, parts, tail };
}

/** What must be the same for clusters and parts to fit those that are there. */
function formOf({ compression }: ExportJob, { dataOffset, partBytes, l2Tables }: Qcow2Layout): string {
  return [compression, dataOffset, partBytes, l2Tables].join(' ');
}
