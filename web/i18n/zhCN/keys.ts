import type { Texts } from '../en.ts';

export const keys: Texts['keys'] = {
  title: '已存储机密的密钥',
  about:
    '每个已存储的机密由专属的数据密钥加密，数据密钥再由下列密钥之一加密。旧密钥仍可打开其加密的内容，直到轮换改用当前密钥。',
  current: '当前',
  former: '旧有',
  secrets_one: '{{formatted}} 个机密',
  secrets_other: '{{formatted}} 个机密',
  payloadKey: '工作流负载的密钥：{{version}}，自',
  noPayloadKey: '尚无负载密钥：尚未为 Temporal 加密任何内容。',
  rotate: '轮换',
  rotateTitle: '用当前密钥重新加密所有机密？',
  rotateText_one: '{{formatted}} 个机密将改用当前密钥，期间一切照常运行。当前密钥为：',
  rotateText_other: '{{formatted}} 个机密将逐一改用当前密钥，期间一切照常运行。当前密钥为：',
  newPayloadKey: '同时为工作流负载生成新密钥。旧密钥仍可解密。',
  rotating: '正在重新加密机密 … 若中断可再次执行。',
  resealed_one: '已重新加密 {{formatted}} 个机密。',
  resealed_other: '已重新加密 {{formatted}} 个机密。',
  failed: '下列机密无法打开，保持原状：',
};
