import type { Texts } from '../en.ts';

export const notAllowed: Texts['notAllowed'] = {
  title: '此页面不适用于您的角色。',
  instance: '需要在整个系统中拥有以下角色之一：{{roles}}。角色由系统管理员分配。',
  project: '需要以下角色之一：{{roles}}。角色由系统管理员分配。',
};
