import type { Texts } from '../en.ts';

export const blocks: Texts['blocks'] = {
  title: '區塊圖',
  asOf: '截至',
  cell: '每格 {{size}}',
  shares: '{{disk}} 各狀態所占比例',
  picture: '{{disk}} 的區塊圖；各狀態所占比例見下方清單',
  range: '{{from}} 至 {{to}}：{{state}}',
  state: {
    waiting: '尚未複製',
    partial: '複製中',
    zero: '零',
    copied: '已複製',
    changed: '上一輪有變更',
    verified: '已驗證',
    'verified-zero': '零，已驗證',
    differs: '不一致',
  },
};
