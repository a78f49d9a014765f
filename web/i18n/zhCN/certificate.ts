import type { Texts } from '../en.ts';

export const certificate: Texts['certificate'] = {
  title: '证书',
  pending: '迁移完成时签发。',
  none: '未完成的迁移没有证书。',
  sourceRoot: '源端账本',
  targetRoot: '目标回读',
  match: '所有磁盘一致',
  mismatch: '有磁盘不一致',
  unread: '未回读',
  issued: '签发于',
  instance: '签名密钥',
  algorithm: '签名',
  download: '下载 JSON',
  verifyHint: '离线验证：',
};
