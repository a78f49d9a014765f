import { useTranslation } from 'react-i18next';
import type { ScreenPicture } from '../../contract/screenPicture.ts';
import { useFormat } from '../i18n/useFormat.ts';

/** The picture itself, as wide as there is room. */
export function ScreenImage({ picture: { png, at, width, height }, vm }: { picture: ScreenPicture; vm: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <img
      src={`data:image/png;base64,${png ?? ''}`}
      alt={t('screen.picture', { vm, time: format.local(at) })}
      width={width ?? undefined}
      height={height ?? undefined}
      className="h-auto w-full bg-black"
    />
  );
}
