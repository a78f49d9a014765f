import type { Texts } from '../en.ts';

export const outcome: Texts['outcome'] = {
  title: '预测与结果',
  within: '未超过 90 % 值',
  beyond: '超过 90 % 值',
  part: '部分',
  forecast: '预测',
  measured: '实测',
  between: '其间',
  retried: '尝试不止一次',
  total: '停机时间',
  difference: '差距',
  p90: '90 % 值：{{duration}}。',
  made: '预测时间',
  history: '打开此页以来：{{least}} 至 {{most}}',
  course: '预测的变化',
};
