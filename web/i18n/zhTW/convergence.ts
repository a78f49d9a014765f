import type { Texts } from '../en.ts';

export const convergence: Texts['convergence'] = {
  title: '收斂',
  yes: '收斂中',
  no: '未收斂',
  judgedAt: '依 {{time}} 的預估判定，涵蓋所有磁碟',
  choose: '顯示的磁碟',
  allDisks: '所有磁碟',
  notYet: '第一輪差異複製結束後才能得知。',
  changed: '每輪變更',
  dirtyRate: '變更速率',
  readRate: '讀取速率',
  readAt: '讀取 {{rate}}',
  duration: '每輪時間',
  ended: '結束',
  picture: '{{what}}，{{disk}}，最近 {{count}} 輪；數字見下方表格',
  table: '以表格檢視',
};
