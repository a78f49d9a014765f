import type { Texts } from '../en.ts';

export const forecasts: Texts['forecasts'] = {
  title: '預測',
  duration: '直到目標運作',
  downtime: '停機時間',
  span: '{{median}}；十次中有九次不超過 {{p90}}',
  basedOn_one: '依據這兩個連線之間已完成的 {{count}} 次遷移；不含等待命令的時間。',
  basedOn_other: '依據這兩個連線之間已完成的 {{count}} 次遷移；不含等待命令的時間。',
  assumed: '這兩個連線之間尚未遷移過任何 VM：以下為假設值。',
  longest: '最久的 VM，十次中有九次不超過',
  worstDowntime: '最長停機時間，十次中有九次不超過',
};
