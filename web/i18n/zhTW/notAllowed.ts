import type { Texts } from '../en.ts';

export const notAllowed: Texts['notAllowed'] = {
  title: '此頁面不適用於您的角色。',
  instance: '需要在整個系統具有以下其中一個角色：{{roles}}。角色由系統管理員指派。',
  project: '需要以下其中一個角色：{{roles}}。角色由系統管理員指派。',
};
