import type { Texts } from '../en.ts';

export const outcome: Texts['outcome'] = {
  title: '預估與結果',
  within: '未超過 90 % 值',
  beyond: '超過 90 % 值',
  part: '部分',
  forecast: '預估',
  measured: '實測',
  between: '其間',
  retried: '嘗試不只一次',
  total: '停機時間',
  difference: '差距',
  p90: '90 % 值：{{duration}}。',
  made: '預估時間',
  history: '開啟此頁以來：{{least}} 至 {{most}}',
  course: '預估的變化',
};
