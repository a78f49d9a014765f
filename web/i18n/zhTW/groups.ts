import type { Texts } from '../en.ts';

export const groups: Texts['groups'] = {
  title: '群組',
  text: '透過目錄服務或身分提供者登入者，取得其群組的角色，每次登入時重新判定：執行個體角色取權限最高者，專案角色全部生效。沒有任何角色則拒絕登入。',
  none: '尚無群組具有角色：沒有人可以透過目錄服務或身分提供者登入。',
  realmLabel: '來源',
  realm: { ldap: '目錄服務', oidc: '身分提供者' },
  group: '群組',
  hint: { ldap: '群組的辨別名稱（DN）。', oidc: '宣告（claim）的值，須與提供者的寫法一致。' },
  in: '範圍',
  everywhere: '整個執行個體',
  roleOf: '{{group}} 的角色：{{place}}',
  give: '指派角色',
  remove: '移除',
  removeOf: '移除 {{group}}：{{place}}',
};
