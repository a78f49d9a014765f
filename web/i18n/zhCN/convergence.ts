import type { Texts } from '../en.ts';

export const convergence: Texts['convergence'] = {
  title: '收敛',
  yes: '正在收敛',
  no: '未收敛',
  judgedAt: '依 {{time}} 的预测判定，涵盖所有磁盘',
  choose: '显示的磁盘',
  allDisks: '所有磁盘',
  notYet: '第一轮增量复制结束后才能知道。',
  changed: '每轮变更',
  dirtyRate: '变更速率',
  readRate: '读取速率',
  readAt: '读取 {{rate}}',
  duration: '每轮用时',
  ended: '结束',
  picture: '{{what}}，{{disk}}，最近 {{count}} 轮；数字见下方表格',
  table: '以表格查看',
};
