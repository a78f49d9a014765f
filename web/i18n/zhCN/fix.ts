import type { Texts } from '../en.ts';

export const fix: Texts['fix'] = {
  group: '可行做法',
  cause: '原因',
  here: '就此次运行',
  retryStorage: '改用其他存储重试',
  retryPowerOff: '重试，必要时断电',
  powerOffText: '若客户机再次未及时关机，源虚拟机会被断电：其文件系统将如同断电之后。',
  undoText: '撤回切换会让源端重新提供服务，并保留继续跟随它的副本。',
  connection: '连接：{{name}}',
};
