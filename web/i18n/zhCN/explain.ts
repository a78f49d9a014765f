import type { Texts } from '../en.ts';

/** What a code means that a stage parked with, and what helps. The keys are the codes. */
export const explain: Texts['explain'] = {
  platform: {
    unreachable: {
      cause: '平台在其地址上没有响应，多次尝试后仍然如此。',
      fix: '确认其服务正在运行且网络路径畅通，然后重试。',
    },
    certificate: {
      cause: '服务器出示的证书与连接所确认的不同。',
      fix: '测试连接，与服务器本身核对指纹并确认，然后重试。',
    },
    unauthorised: {
      cause: '平台拒绝了此连接的登录。',
      fix: '更正连接的用户或密码，然后重试。',
    },
    'address-refused': {
      cause: '此连接的地址指向不允许连接之处，例如本机或元数据服务。',
      fix: '更正连接的地址，或在每个 worker 的 DROVER_ALLOW_ADDRESSES 中允许该地址，然后重试。',
    },
    'session-ended': {
      cause: '平台一再结束会话。',
      fix: '重试。若仍发生，请查看平台上会话的数量限制与超时。',
    },
    forbidden: {
      cause: '连接的用户在平台上缺少权限。',
      fix: '授予上面所指的权限，然后重试。',
    },
    'not-found': {
      cause: '迁移所用的某个对象已从平台上消失。',
      fix: '请见证据。把对象放回后重试，或放弃这次迁移。',
    },
    conflict: {
      cause: '平台上的某个对象不在此阶段所需的状态。',
      fix: '在平台上修正证据所指之处，然后重试。',
    },
    busy: {
      cause: '另一项任务占用对象的时间超过 Drover 等待的时间。',
      fix: '等该任务结束或将其结束，然后重试。',
    },
    quota: {
      cause: '存储空间不足。',
      fix: '释放空间后重试。在任何磁盘取得卷之前，也可以选择其他存储。',
    },
    unsupported: {
      cause: '平台做不到此路径或传输方式所需的事。',
      fix: '放弃后改用其他路径或传输方式再迁移；只有平台已变更时才重试。',
    },
    stalled: {
      cause: '太久没有任何进展，多次尝试后仍然如此。',
      fix: '查看平台与网络的负载，然后重试：已复制的不会重新复制。',
    },
    corrupt: {
      cause: '返回的数据与发送或承诺的不同。',
      fix: '重试之前，先检查证据所指的存储与网络路径。',
    },
    'outcome-unknown': {
      cause: '调用途中连接中断，无法查明是否已生效。',
      fix: '重试：在重做任何事之前会先查看任务与对象。',
    },
    protocol: {
      cause: '平台的响应方式是 Drover 不认识的。',
      fix: '重试一次。若再发生，请保留证据：其中一方有缺陷。',
    },
  },
  source: {
    'tracking-lost': {
      cause: '源端重置变更跟踪的次数超过可尝试的次数。',
      fix: '重试：下一轮会比对整个磁盘。',
    },
    changed: {
      cause: '迁移期间有人更改了源虚拟机。',
      fix: '依证据把虚拟机改回后重试，或放弃后以目前的样子重新迁移。',
    },
    'disk-grown': {
      cause: '有人扩大了源虚拟机的磁盘。',
      fix: '重试：目标卷也会扩大，并重新复制整个磁盘；或放弃。',
    },
    'snapshot-expired': {
      cause: '该轮用时超过快照允许的时间，或数据存储空间不足。快照已移除。',
      fix: '放宽带宽限制、释放数据存储空间，或在计划中放宽限制，然后重试：仅重新读取已更改的部分。',
    },
    'snapshot-not-removed': {
      cause: '我们的快照未能在规定时间内移除并整合。',
      fix: '等待 vCenter 中的任务结束或解除文件锁定，然后重试：只会再次执行移除。',
    },
    'powered-on': {
      cause: '开始复制最后的变更之后，源虚拟机被开机。',
      fix: '重试：会再次关机并复制最后的变更。若目标已启动，请先手动关闭源端，或回滚。',
    },
    written: {
      cause: '源端在最后一轮之后可能又被写入。',
      fix: '重试：会重做最后一轮，不遗漏任何写入。',
    },
    'shutdown-timeout': {
      cause: '客户机未在计划给定的时间内关机。',
      fix: '在客户机内关机后重试，或重试并允许直接断电。',
    },
  },
  mover: {
    unreachable: {
      cause: '节点上没有 mover 能打开目标卷。',
      fix: '在节点上启动 mover 后重试，或放弃后改走暂存路径。',
    },
    'path-refused': {
      cause: 'mover 不得打开此存储的文件夹。',
      fix: '把该文件夹加入 mover 的 DROVER_MOVER_ROOTS，重启后重试。',
    },
    'volume-mismatch': {
      cause: '此卷不是为这个磁盘所分配的。',
      fix: '查看所示路径的卷。放回后重试，或放弃后重新迁移。',
    },
  },
  transfer: {
    corrupt: {
      cause: '目标上的内容与写入的不符。',
      fix: '检查目标存储的所示位置。直接路径重试会重新复制这些范围；暂存路径则请放弃后重新迁移。',
    },
    'journal-mismatch': {
      cause: '卷旁的日志属于另一个磁盘或卷。',
      fix: '放弃后重新迁移：日志绝不猜测。',
    },
    fenced: {
      cause: '较新的尝试已接管此卷。',
      fix: '查看运行：较新的尝试进行时无需处理。没有任何尝试进行时才重试。',
    },
    'stream-truncated': {
      cause: '导出流多次在结束前中断。',
      fix: '重试：会从头重新导出。',
    },
  },
  secrets: {
    'keeper-unavailable': {
      cause: '密钥保管方（AWS KMS 或 Vault）没有应答。',
      fix: '确认 worker 可以访问它，然后重试。',
    },
    'key-refused': {
      cause: '密钥保管方拒绝使用该密钥。',
      fix: '检查登录的策略和密钥的状态，然后重试。',
    },
    'key-missing': {
      cause: '没有已知的密钥能打开连接的密码。',
      fix: '放回原先的密钥后重试，或重新输入该连接的密码。',
    },
    altered: {
      cause: '保存的连接密码被改动，或属于另一个连接。',
      fix: '查明是谁写入了数据库。重新输入密码，然后重试。',
    },
  },
  artifact: {
    missing: {
      cause: '映像已不在制品库中。',
      fix: '重试：会重新导出。也请查看是谁从库中删除。',
    },
    'link-invalid': {
      cause: '映像的链接已过期或被改动。',
      fix: '重试：会生成新链接。若再发生，请核对 API 与目标的时钟。',
    },
  },
  migration: {
    refused: {
      cause: '预检发现阻断项。',
      fix: '修正证据所指之处，然后重试：预检会再查一次。',
    },
  },
  request: {
    invalid: {
      cause: '此阶段依计划发出的请求不符规格。',
      fix: '请见所指之处并重试一次。若再发生，请放弃并把证据交给维护者。',
    },
    conflict: {
      cause: '此阶段所要求的与 Drover 某个对象的状态不符。',
      fix: '请见证据，修正所指之处，然后重试。',
    },
    'not-found': {
      cause: '计划所指的 Drover 对象已不存在，例如其连接。',
      fix: '若能以相同标识重建，请重建；否则请放弃这次迁移。',
    },
  },
  config: {
    invalid: {
      cause: '某个 worker 或 mover 缺少设置，或设置有误。',
      fix: '更正所指的变量，重启该进程，然后重试。',
    },
  },
  worker: {
    unavailable: {
      cause: '没有 worker 及时完成工作。',
      fix: '确认控制 worker 与 mover 正在运行，然后重试。',
    },
  },
  internal: { cause: 'Drover 的缺陷。', fix: '重试一次。若再发生，请把证据与日志交给维护者。' },
};
