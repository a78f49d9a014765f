import type { Texts } from '../en.ts';

export const palette: Texts['palette'] = {
  open: '搜尋與指令',
  placeholder: '前往頁面、遷移，或執行指令…',
  nothing: '沒有符合的項目。',
  pages: '頁面',
  migrations: '遷移',
  commands: '指令',
  theme: '佈景主題：{{choice}}',
  language: '語言：{{choice}}',
};
