import type { Texts } from '../en.ts';

export const edit: Texts['edit'] = {
  changedBy: '在您編輯期間，{{who}} 已儲存變更',
  nothingShown: '對方變更的內容不在此表單中，將會保留。',
  fromTo: '原為 {{before}}，現為 {{theirs}}',
  contested: '您的編輯為 {{mine}}',
  putOnTop: '將我的編輯套用在其上',
  takeTheirs: '捨棄我的編輯',
  hint: '尚未儲存任何內容。套用後：您未變更的欄位採用對方的值，您變更的欄位保留；之後再儲存。',
};
