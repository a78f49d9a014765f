import type { Texts } from '../en.ts';

export const certificate: Texts['certificate'] = {
  title: '證明書',
  pending: '遷移完成時簽發。',
  none: '未完成的遷移沒有證明書。',
  sourceRoot: '來源帳本',
  targetRoot: '目標回讀',
  match: '所有磁碟相符',
  mismatch: '有磁碟不符',
  unread: '未回讀',
  issued: '簽發於',
  instance: '簽署金鑰',
  algorithm: '簽章',
  download: '下載 JSON',
  verifyHint: '離線查驗：',
};
