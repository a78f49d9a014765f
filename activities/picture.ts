import { DroverError } from '../contract/errors.ts';
import type { ScreenPicture } from '../contract/screenPicture.ts';
import type { TargetVm } from '../ports/targetPlatform.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

export interface PictureInput {
  migrationId: string;
  connectionId: string;
  targetVm: TargetVm;
  occasion: ScreenPicture['occasion'];
}

type PictureDependencies = Pick<ControlDependencies, 'platforms' | 'projection'>;

export function pictureActivities({ platforms, projection }: PictureDependencies) {
  return {
    /**
     * Keeps what the target's screen shows. At the boot a reason why there is no picture is kept in its place; who asks for
     * one is told the error, and keeps the last picture.
     */
    pictureTarget: (input: PictureInput): Promise<void> =>
      alive(async ({ signal }) => {
        const { migrationId, occasion } = input;
        const nothing = { at: new Date().toISOString(), width: null, height: null, png: null };
        try {
          const target = await platforms.target(input.connectionId);
          if (target.takePicture === undefined) {
            throw new DroverError('platform.unsupported', 'This platform shows no screens.');
          }
          const { png, ...picture } = await target.takePicture(migrationId, input.targetVm, signal);
          const text = Buffer.from(png).toString('base64');
          await projection.recordPicture(migrationId, { occasion, ...picture, png: text, problem: null });
        } catch (error) {
          if (occasion !== 'boot' || signal.aborted || !(error instanceof DroverError)) throw error;
          const { code, message } = error;
          await projection.recordPicture(migrationId, { occasion, ...nothing, problem: { code, message } });
        }
      }),
  };
}
