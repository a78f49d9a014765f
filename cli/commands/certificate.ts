import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { type VerifyOptions, verifyCertificateFile } from './certificateVerify.ts';
import type { CommandContext, OpenContext } from './context.ts';

export function certificateCommand(program: Command, open: OpenContext): void {
  const certificate = program.command('certificate').description('the signed proof of a completed migration');
  certificate
    .command('get <migration>')
    .description('fetch it')
    .option('-o, --out <file>', 'write it to a file')
    .action((id: string, { out }: { out?: string }) => get(open(), id, out));
  certificate
    .command('verify <file>')
    .description('check a certificate offline, and a disk against it')
    .option('--disk <path>', 'raw image or block device to read and compare')
    .option('--disk-id <id>', 'which disk of the certificate that is; needed when it has several')
    .option('--instance <sha256>', 'the instance that must have signed')
    .action((file: string, options: VerifyOptions) => verifyCertificateFile(open(), file, options));
}

async function get(context: CommandContext, id: string, out: string | undefined): Promise<void> {
  const certificate = await openClient(context).getCertificate({ params: { id } });
  const text = JSON.stringify(certificate, undefined, 2);
  if (out === undefined) {
    context.output.result(certificate, () => text);
    return;
  }
  writeFileSync(out, `${text}\n`);
  context.output.result({ file: out }, () => `Written to ${out}. Check it with: drover certificate verify ${out}`);
}
