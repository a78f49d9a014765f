import type { Texts } from '../en.ts';

export const keys: Texts['keys'] = {
  title: '已儲存機密的金鑰',
  about:
    '每個已儲存的機密由專屬的資料金鑰加密，資料金鑰再由下列金鑰之一加密。舊金鑰仍可開啟其加密的內容，直到輪替改用目前的金鑰。',
  current: '目前',
  former: '舊有',
  secrets_one: '{{formatted}} 個機密',
  secrets_other: '{{formatted}} 個機密',
  payloadKey: '工作流程承載資料的金鑰：{{version}}，自',
  noPayloadKey: '尚無承載資料金鑰：尚未為 Temporal 加密任何內容。',
  rotate: '輪替',
  rotateTitle: '以目前的金鑰重新加密所有機密？',
  rotateText_one: '{{formatted}} 個機密將改用目前的金鑰，期間一切照常運作。目前的金鑰為：',
  rotateText_other: '{{formatted}} 個機密將逐一改用目前的金鑰，期間一切照常運作。目前的金鑰為：',
  newPayloadKey: '同時為工作流程承載資料產生新金鑰。舊金鑰仍可解密。',
  rotating: '正在重新加密機密 … 若中斷可再次執行。',
  resealed_one: '已重新加密 {{formatted}} 個機密。',
  resealed_other: '已重新加密 {{formatted}} 個機密。',
  failed: '下列機密無法開啟，維持原狀：',
};
