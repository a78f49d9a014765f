import type { Texts } from '../en.ts';

export const palette: Texts['palette'] = {
  open: '搜索与命令',
  placeholder: '前往页面、迁移，或执行命令…',
  nothing: '没有匹配的项目。',
  searching: '仍在搜索…',
  pages: '页面',
  migrations: '迁移',
  commands: '命令',
  migrationCommands: '迁移命令',
  notNow: '迁移已不再接受此命令。当前状态：',
  toMigration: '前往迁移',
  theme: '主题：{{choice}}',
  language: '语言：{{choice}}',
};
