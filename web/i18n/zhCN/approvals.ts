import type { Texts } from '../en.ts';

export const approvals: Texts['approvals'] = {
  title: '批准',
  view: '显示内容',
  views: { waiting: '等待中', all: '全部' },
  about: '在有此要求的项目中，切换或删除须先由第二人同意才会执行。',
  emptyTitle: '没有条目',
  emptyText: '在要求第二人同意的项目中提出的请求会显示在这里。',
  action: {
    cutover: '切换',
    schedule: '在指定时间切换',
    cancel: '取消并移除',
    rollback: '回滚',
    'remove-residue': '移除遗留物：',
    'delete-connection': '移除连接',
  },
  status: { pending: '等待中', approved: '已批准', refused: '已拒绝', expired: '已过期', obsolete: '不再需要', void: '无效' },
  askedBy: '由 {{name}} 提出',
  until: '期限',
  decidedBy: '由 {{name}} 决定',
  waits: '{{action}}：{{name}} 已提出请求，须由第二人同意。等待至',
  comment: '意见',
  approve: '批准',
  refuse: '拒绝',
  refuseNeedsComment: '拒绝时须说明原因。',
  own: '此请求由您提出，须由他人决定。',
  forbidden: '您在此项目的角色无权决定。',
};
