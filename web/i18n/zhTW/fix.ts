import type { Texts } from '../en.ts';

export const fix: Texts['fix'] = {
  group: '可行做法',
  cause: '原因',
  here: '就此次執行',
  retryStorage: '改用其他儲存空間重試',
  retryPowerOff: '重試，必要時關閉電源',
  powerOffText: '若客體再次未及時關機，來源虛擬機器會被關閉電源：其檔案系統將如同斷電之後。',
  undoText: '撤回切換會讓來源重新提供服務，並保留繼續跟隨它的複本。',
  connection: '連線：{{name}}',
};
