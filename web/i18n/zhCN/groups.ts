import type { Texts } from '../en.ts';

export const groups: Texts['groups'] = {
  title: '组',
  text: '通过目录服务或身份提供商登录者，获得其所属组的角色，每次登录时重新判定：实例角色取权限最高者，项目角色全部生效。没有任何角色则拒绝登录。',
  none: '尚无组具有角色：没有人可以通过目录服务或身份提供商登录。',
  realmLabel: '来源',
  realm: { ldap: '目录服务', oidc: '身份提供商' },
  group: '组',
  hint: { ldap: '组的可分辨名称（DN）。', oidc: '声明（claim）的值，须与提供商的写法一致。' },
  in: '范围',
  everywhere: '整个实例',
  roleOf: '{{group}} 的角色：{{place}}',
  give: '分配角色',
  remove: '移除',
  removeOf: '移除 {{group}}：{{place}}',
};
