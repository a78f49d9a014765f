import type { Texts } from '../en.ts';

export const residue: Texts['residue'] = {
  remove: '移除遗留物',
  removeShort: '移除',
  title: '移除 {{vm}} 的迁移所遗留的对象？',
  text: '只会移除由 Drover 创建并标记的对象，并关闭由其启用的更改跟踪；已完成迁移所创建的虚拟机会保留。',
  lostText:
    '数据库中没有此 ID 的迁移，仅凭标记判断其属于我们。请确认没有其他 Drover 在同一 vCenter 上工作：被移除的对象可能正在那里使用。',
};
