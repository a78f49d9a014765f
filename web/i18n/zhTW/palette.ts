import type { Texts } from '../en.ts';

export const palette: Texts['palette'] = {
  open: '搜尋與指令',
  placeholder: '前往頁面、遷移，或執行指令…',
  nothing: '沒有符合的項目。',
  searching: '仍在搜尋…',
  pages: '頁面',
  migrations: '遷移',
  commands: '指令',
  migrationCommands: '遷移指令',
  notNow: '遷移已不再接受此指令。目前狀態：',
  toMigration: '前往遷移',
  theme: '佈景主題：{{choice}}',
  language: '語言：{{choice}}',
};
