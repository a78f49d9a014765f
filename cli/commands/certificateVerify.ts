import { existsSync, readFileSync } from 'node:fs';
import type { Certificate } from '../../contract/certificate.ts';
import { certificateSchema } from '../../contract/certificate.ts';
import { verifyCertificate, verifyDisk } from '../../proof/certificate.ts';
import { CliError, exitCodes, usageError } from '../exitCode.ts';
import { printable } from '../table.ts';
import type { CommandContext } from './context.ts';

export interface VerifyOptions {
  disk?: string;
  diskId?: string;
  instance?: string;
}

/** Checks a certificate file without asking anybody, and on request a disk against it. */
export async function verifyCertificateFile(
  { output, signal }: CommandContext,
  file: string,
  options: VerifyOptions,
): Promise<void> {
  const certificate = readCertificate(file);
  const verdict = verifyCertificate(certificate, options.instance);
  if (!verdict.ok) throw new CliError(exitCodes.failed, `${file} does not verify: ${verdict.reason}`);
  const { body } = certificate;
  const result = { ok: true, migrationId: body.migrationId, instance: body.instance, disk: null as unknown };
  const lines = [
    `${file} is genuine: ${printable(body.vm.name)}, migration ${body.migrationId}.`,
    `Signed by instance ${body.instance} at ${body.issuedAt}.`,
  ];
  if (options.disk !== undefined) {
    const diskId = chosenDisk(certificate, options);
    if (!existsSync(options.disk)) throw usageError(`There is no disk ${options.disk}.`);
    output.note(`Reading ${options.disk} ...`);
    const disk = await verifyDisk(certificate, diskId, options.disk, signal);
    if (!disk.ok) throw new CliError(exitCodes.failed, `The disk does not verify: ${disk.reason}`);
    result.disk = { id: diskId, root: disk.root };
    lines.push(`${options.disk} holds exactly what was moved: root ${disk.root}.`);
  }
  output.result(result, () => lines.join('\n'));
}

function readCertificate(file: string): Certificate {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw usageError(`${file} cannot be read: ${(cause as Error).message}.`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new CliError(exitCodes.failed, `${file} does not verify: it is not JSON.`);
  }
  // Parsing would drop what the schema does not know, and the signature covers that too: only the shape is checked.
  const checked = certificateSchema.safeParse(document);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new CliError(exitCodes.failed, `${file} does not verify: ${issue?.path.join('.')} ${issue?.message}.`);
  }
  return document as Certificate;
}

function chosenDisk({ body }: Certificate, { diskId }: VerifyOptions): string {
  if (diskId !== undefined) return diskId;
  const [only, ...others] = body.disks;
  if (only !== undefined && others.length === 0) return only.id;
  const known = body.disks.map(({ id, label }) => `${id} (${label})`).join(', ');
  throw usageError(`The certificate has several disks: name one with --disk-id. It has: ${known}.`);
}
