import type { Texts } from '../en.ts';

export const residue: Texts['residue'] = {
  remove: '移除遺留物',
  removeShort: '移除',
  title: '移除 {{vm}} 的遷移所遺留的物件？',
  text: '只會移除由 Drover 建立並標記的物件，並關閉由其啟用的變更追蹤；已完成遷移所建立的虛擬機器會保留。',
  lostText:
    '資料庫中沒有此 ID 的遷移，僅憑標記判斷其屬於我們。請確認沒有其他 Drover 在同一 vCenter 上運作：被移除的物件可能正在那裡使用。',
};
