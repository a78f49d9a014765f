import type { Texts } from '../en.ts';

export const approvals: Texts['approvals'] = {
  title: '核准',
  view: '顯示內容',
  views: { waiting: '等待中', all: '全部' },
  about: '在有此要求的專案中，切換或刪除須先由第二人同意才會執行。',
  emptyTitle: '沒有項目',
  emptyText: '在要求第二人同意的專案中提出的請求會顯示於此。',
  action: {
    cutover: '切換',
    schedule: '於指定時間切換',
    cancel: '取消並移除',
    rollback: '復原',
    'remove-residue': '移除遺留物：',
    'delete-connection': '移除連線',
  },
  status: { pending: '等待中', approved: '已核准', refused: '已拒絕', expired: '已逾期', obsolete: '不再需要', void: '無效' },
  askedBy: '由 {{name}} 提出',
  until: '期限',
  decidedBy: '由 {{name}} 決定',
  waits: '{{action}}：{{name}} 已提出請求，須由第二人同意。等待至',
  comment: '意見',
  approve: '核准',
  refuse: '拒絕',
  refuseNeedsComment: '拒絕時須說明原因。',
  own: '此請求由您提出，須由他人決定。',
  forbidden: '您在此專案的角色無權決定。',
};
