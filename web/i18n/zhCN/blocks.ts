import type { Texts } from '../en.ts';

export const blocks: Texts['blocks'] = {
  title: '块图',
  asOf: '截至',
  cell: '每格 {{size}}',
  shares: '{{disk}} 各状态所占比例',
  picture: '{{disk}} 的块图；各状态所占比例见下方列表',
  range: '{{from}} 至 {{to}}：{{state}}',
  state: {
    waiting: '尚未复制',
    partial: '正在复制',
    zero: '零',
    copied: '已复制',
    changed: '上一轮有变更',
    verified: '已验证',
    'verified-zero': '零，已验证',
    differs: '不一致',
  },
};
