import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ScreenPicture } from '../../contract/screenPicture.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface ScreenOptions {
  out: string;
  take?: boolean;
}

export function screenCommand(program: Command, open: OpenContext): void {
  program
    .command('screen <migration>')
    .description("the target VM's screen as a PNG: after its boot, or the last that was asked for")
    .requiredOption('-o, --out <file>', 'where to')
    .option('--take', 'look at it now')
    .action((id: string, options: ScreenOptions) => screen(open(), id, options));
}

async function screen(context: CommandContext, id: string, { out, take }: ScreenOptions): Promise<void> {
  const client = openClient(context);
  const params = { id };
  const picture = take ? await client.takePicture({ params }) : newest((await client.listPictures({ params })).items);
  if (picture === undefined) {
    throw new CliError(exitCodes.refused, `Migration ${id} has no picture yet; --take takes one.`);
  }
  if (picture.png === null) {
    throw new CliError(exitCodes.refused, `There is no picture: ${picture.problem?.message ?? 'nobody knows why'}.`);
  }
  writeFileSync(out, Buffer.from(picture.png, 'base64'));
  const { png: _, ...told } = picture;
  context.output.result({ file: out, ...told }, () => `The screen of ${picture.at} is written to ${out}.`);
}

function newest(pictures: ScreenPicture[]): ScreenPicture | undefined {
  return pictures.toSorted((a, b) => b.at.localeCompare(a.at))[0];
}
