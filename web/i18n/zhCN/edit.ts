import type { Texts } from '../en.ts';

export const edit: Texts['edit'] = {
  changedBy: '在您编辑期间，{{who}} 已保存更改',
  nothingShown: '对方更改的内容不在此表单中，将会保留。',
  fromTo: '原为 {{before}}，现为 {{theirs}}',
  contested: '您的编辑为 {{mine}}',
  putOnTop: '将我的编辑套用在其上',
  takeTheirs: '放弃我的编辑',
  hint: '尚未保存任何内容。套用后：您未更改的字段采用对方的值，您更改的字段保留；之后再保存。',
};
