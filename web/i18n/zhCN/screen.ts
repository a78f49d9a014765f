import type { Texts } from '../en.ts';

export const screen: Texts['screen'] = {
  title: '屏幕',
  boot: '启动后',
  asked: '手动截取',
  take: '截取屏幕',
  taking: '正在截取 …',
  enlarge: '放大：{{what}}，{{time}}',
  picture: '{{vm}} 的屏幕，{{time}}',
  none: '未截取屏幕。',
  noneYet: '尚无屏幕截图。',
  failed: '无法截取屏幕',
  privilege: '截取屏幕需要目标上的 VM.Console 权限；没有此权限仍可迁移。',
  unsigned: '由 Drover 在启动后截取，不在签名范围内。',
};
