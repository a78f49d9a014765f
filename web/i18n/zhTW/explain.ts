import type { Texts } from '../en.ts';

/** What a code means that a stage parked with, and what helps. The keys are the codes. */
export const explain: Texts['explain'] = {
  platform: {
    unreachable: {
      cause: '平台在其位址上沒有回應，重試多次仍然如此。',
      fix: '確認其服務正在執行且網路路徑暢通，然後重試。',
    },
    certificate: {
      cause: '伺服器出示的憑證與連線所確認的不同。',
      fix: '測試連線，與伺服器本身核對指紋並確認，然後重試。',
    },
    unauthorised: {
      cause: '平台拒絕了此連線的登入。',
      fix: '更正連線的使用者或密碼，然後重試。',
    },
    'address-refused': {
      cause: '此連線的位址指向不允許連線之處，例如本機或中繼資料服務。',
      fix: '更正連線的位址，或在每個 worker 的 DROVER_ALLOW_ADDRESSES 中允許該位址，然後重試。',
    },
    'session-ended': {
      cause: '平台一再結束工作階段。',
      fix: '重試。若仍發生，請檢視平台上工作階段的數量限制與逾時。',
    },
    forbidden: {
      cause: '連線的使用者在平台上缺少權限。',
      fix: '授予上面所指的權限，然後重試。',
    },
    'not-found': {
      cause: '遷移所用的某個物件已從平台上消失。',
      fix: '請見佐證。把物件放回後重試，或放棄這次遷移。',
    },
    conflict: {
      cause: '平台上的某個物件不在此階段所需的狀態。',
      fix: '在平台上修正佐證所指之處，然後重試。',
    },
    busy: {
      cause: '另一項工作佔用物件的時間超過 Drover 等待的時間。',
      fix: '等該工作結束或將其結束，然後重試。',
    },
    quota: {
      cause: '儲存空間不足。',
      fix: '釋出空間後重試。在任何磁碟取得磁碟區之前，也可以選擇其他儲存空間。',
    },
    unsupported: {
      cause: '平台做不到此路徑或傳輸方式所需的事。',
      fix: '放棄後改用其他路徑或傳輸方式再遷移；只有平台已變更時才重試。',
    },
    stalled: {
      cause: '太久沒有任何進展，重試多次仍然如此。',
      fix: '檢視平台與網路的負載，然後重試：已複製的不會重新複製。',
    },
    corrupt: {
      cause: '回傳的資料與送出或承諾的不同。',
      fix: '重試之前，先檢查佐證所指的儲存空間與網路路徑。',
    },
    'outcome-unknown': {
      cause: '呼叫途中連線中斷，無法查明是否已生效。',
      fix: '重試：在重做任何事之前會先查看工作與物件。',
    },
    protocol: {
      cause: '平台的回應方式是 Drover 不認得的。',
      fix: '重試一次。若再發生，請保留佐證：其中一方有缺陷。',
    },
  },
  source: {
    'tracking-lost': {
      cause: '來源重設變更追蹤的次數超過可嘗試的次數。',
      fix: '重試：下一輪會比對整個磁碟。',
    },
    changed: {
      cause: '遷移期間有人變更了來源虛擬機器。',
      fix: '依佐證把虛擬機器改回後重試，或放棄後以目前的樣子重新遷移。',
    },
    'disk-grown': {
      cause: '有人擴大了來源虛擬機器的磁碟。',
      fix: '重試：目標磁碟區也會擴大，並重新複製整個磁碟；或放棄。',
    },
    'snapshot-expired': {
      cause: '該輪用時超過快照允許的時間，或資料存放區空間不足。快照已移除。',
      fix: '放寬頻寬限制、釋放資料存放區空間，或在計畫中放寬限制，然後重試：僅重新讀取已變更的部分。',
    },
    'snapshot-not-removed': {
      cause: '我們的快照未能在規定時間內移除並整合。',
      fix: '等待 vCenter 中的工作結束或解除檔案鎖定，然後重試：只會再次執行移除。',
    },
    'powered-on': {
      cause: '開始複製最後的變更之後，來源虛擬機器被開機。',
      fix: '重試：會再次關機並複製最後的變更。若目標已啟動，請先手動關閉來源，或回復。',
    },
    written: {
      cause: '來源在最後一輪之後可能又被寫入。',
      fix: '重試：會重做最後一輪，不遺漏任何寫入。',
    },
    'shutdown-timeout': {
      cause: '客體未在計畫給定的時間內關機。',
      fix: '在客體內關機後重試，或重試並允許直接關閉電源。',
    },
  },
  mover: {
    unreachable: {
      cause: '節點上沒有 mover 能開啟目標磁碟區。',
      fix: '在節點上啟動 mover 後重試，或放棄後改走暫存路徑。',
    },
    'path-refused': {
      cause: 'mover 不得開啟此儲存空間的資料夾。',
      fix: '把該資料夾加入 mover 的 DROVER_MOVER_ROOTS，重新啟動後重試。',
    },
    'volume-mismatch': {
      cause: '此磁碟區不是為這個磁碟所配置的。',
      fix: '檢視所示路徑的磁碟區。放回後重試，或放棄後重新遷移。',
    },
  },
  transfer: {
    corrupt: {
      cause: '目標上的內容與寫入的不符。',
      fix: '檢查目標儲存空間的所示位置。直接路徑重試會重新複製這些範圍；暫存路徑則請放棄後重新遷移。',
    },
    'journal-mismatch': {
      cause: '磁碟區旁的日誌屬於另一個磁碟或磁碟區。',
      fix: '放棄後重新遷移：日誌絕不猜測。',
    },
    fenced: {
      cause: '較新的嘗試已接管此磁碟區。',
      fix: '檢視執行：較新的嘗試進行時無須處理。沒有任何嘗試進行時才重試。',
    },
    'stream-truncated': {
      cause: '匯出串流多次在結束前中斷。',
      fix: '重試：會從頭重新匯出。',
    },
  },
  secrets: {
    'keeper-unavailable': {
      cause: '金鑰保管方（AWS KMS 或 Vault）沒有回應。',
      fix: '確認 worker 可以連到它，然後重試。',
    },
    'key-refused': {
      cause: '金鑰保管方拒絕使用該金鑰。',
      fix: '檢查登入的原則和金鑰的狀態，然後重試。',
    },
    'key-missing': {
      cause: '沒有已知的金鑰能開啟連線的密碼。',
      fix: '放回原先的金鑰後重試，或重新輸入該連線的密碼。',
    },
    altered: {
      cause: '儲存的連線密碼遭到改動，或屬於另一個連線。',
      fix: '查明是誰寫入了資料庫。重新輸入密碼，然後重試。',
    },
  },
  artifact: {
    missing: {
      cause: '映像已不在成品庫中。',
      fix: '重試：會重新匯出。也請查看是誰從庫中刪除。',
    },
    'link-invalid': {
      cause: '映像的連結已過期或遭更動。',
      fix: '重試：會產生新連結。若再發生，請核對 API 與目標的時鐘。',
    },
  },
  migration: {
    refused: {
      cause: '預檢發現阻擋項目。',
      fix: '修正佐證所指之處，然後重試：預檢會再查一次。',
    },
  },
  request: {
    invalid: {
      cause: '此階段依計畫發出的要求不符規格。',
      fix: '請見所指之處並重試一次。若再發生，請放棄並把佐證交給維護者。',
    },
    conflict: {
      cause: '此階段所要求的與 Drover 某個物件的狀態不符。',
      fix: '請見佐證，修正所指之處，然後重試。',
    },
    'not-found': {
      cause: '計畫所指的 Drover 物件已不存在，例如其連線。',
      fix: '若能以相同識別碼重建，請重建；否則請放棄這次遷移。',
    },
  },
  config: {
    invalid: {
      cause: '某個 worker 或 mover 缺少設定，或設定有誤。',
      fix: '更正所指的變數，重新啟動該程序，然後重試。',
    },
  },
  worker: {
    unavailable: {
      cause: '沒有 worker 及時完成工作。',
      fix: '確認控制 worker 與 mover 正在執行，然後重試。',
    },
  },
  internal: { cause: 'Drover 的缺陷。', fix: '重試一次。若再發生，請把佐證與記錄檔交給維護者。' },
};
