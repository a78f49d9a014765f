import type { Texts } from '../en.ts';

export const screen: Texts['screen'] = {
  title: '畫面',
  boot: '開機後',
  asked: '手動擷取',
  take: '擷取畫面',
  taking: '正在擷取 …',
  enlarge: '放大：{{what}}，{{time}}',
  picture: '{{vm}} 的畫面，{{time}}',
  none: '未擷取畫面。',
  noneYet: '尚無畫面。',
  failed: '無法擷取畫面',
  privilege: '擷取畫面需要目標上的 VM.Console 權限；沒有此權限仍可遷移。',
  unsigned: '由 Drover 在開機後擷取，不在簽章範圍內。',
};
