import type { Texts } from '../en.ts';

export const residue: Texts['residue'] = {
  remove: '移除遗留物',
  title: '移除 {{vm}} 的迁移所遗留的对象？',
  text: '只会移除由 Drover 创建并标记的对象；已完成迁移所创建的虚拟机会保留。',
};
