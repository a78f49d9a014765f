import type { Texts } from '../en.ts';

export const residue: Texts['residue'] = {
  remove: '移除遺留物',
  title: '移除 {{vm}} 的遷移所遺留的物件？',
  text: '只會移除由 Drover 建立並標記的物件；已完成遷移所建立的虛擬機器會保留。',
};
