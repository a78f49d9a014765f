import type { Texts } from '../en.ts';

export const forecasts: Texts['forecasts'] = {
  title: '预测',
  duration: '直到目标运行',
  downtime: '停机时间',
  span: '{{median}}；十次中有九次不超过 {{p90}}',
  basedOn_one: '依据这两个连接之间已完成的 {{count}} 次迁移；不含等待命令的时间。',
  basedOn_other: '依据这两个连接之间已完成的 {{count}} 次迁移；不含等待命令的时间。',
  assumed: '这两个连接之间尚未迁移过任何 VM：以下为假设值。',
  longest: '最久的 VM，十次中有九次不超过',
  worstDowntime: '最长停机时间，十次中有九次不超过',
};
