const acts = {
  read: '读取',
  write: '写入',
  edit: '编辑',
  lock: '锁定',
  make: '创建',
  remove: '移除',
  repair: '修复',
  restore: '恢复',
  use: '使用',
  'move away': '移走',
  'write in': '写入',
  'create a file in': '创建文件于',
  'create a copy to edit in': '创建要编辑的副本于',
  'change the mode of': '更改权限：',
  'use the folder for backups': '使用备份文件夹',
  'write a backup to': '写入备份到',
  'keep a copy in': '保存副本到',
} as const;

export const zhCN = {
  file: {
    acts,
    cannot: (act: keyof typeof acts, path: string, cause: string, remedy: string) =>
      `无法${acts[act]} ${path}：${cause}；${remedy}。`,
    otherCause: (code: string): readonly string[] => [`系统报告 ${code}`, '请检查磁盘后重试'],
    causes: {
      ENOENT: ['它不存在', '请检查路径'],
      ENOTDIR: ['路径中的一部分不是文件夹', '请检查路径'],
      ESPIPE: ['它是管道或设备', '请改用文件'],
      ETIMEDOUT: ['没有程序写入此管道', '请写入它，或改用文件'],
      ENXIO: ['它是套接字或设备', '请使用普通文件'],
      EISDIR: ['它是文件夹', '请给出文件的路径'],
      EEXIST: ['它已存在', '请给出其他路径或移除它'],
      EACCES: ['没有权限', '请以其所有者身份运行，或更改其权限'],
      EPERM: ['系统不允许', '请以其所有者身份运行，或更改其权限'],
      EROFS: ['磁盘是只读的', '请使其可写'],
      ENOSPC: ['磁盘已满', '请腾出空间后重试'],
      EDQUOT: ['磁盘配额已用完', '请腾出空间后重试'],
      EFBIG: ['它太大', '请减小它，或检查文件是否正确'],
      EMFILE: ['打开的文件过多', '请关闭一些程序后重试'],
      ENFILE: ['打开的文件过多', '请关闭一些程序后重试'],
      ELOOP: ['其符号链接循环', '请修复链接'],
      ENAMETOOLONG: ['其名称太长', '请给出更短的路径'],
      ELINKED: ['其路径中的 .console 文件夹是符号链接', '请移除该链接'],
      EFOREIGN: ['其路径中的 .console 文件夹属于其他用户', '请把其所有者改为运行本程序的用户，或移除它'],
      EIO: ['磁盘报告错误', '请检查磁盘'],
      EBUSY: ['它正在使用', '请重试'],
      ETXTBSY: ['它正在使用', '请重试'],
    },
  },
  modes: {
    warning: (path: string, act: string, bits: string, command: string) =>
      `${act} ${path}（权限 ${bits}）；请运行 ${command}`,
    anyone: '本机任何用户',
    group: '其用户组',
    changedBy: (who: string) => `${who}可以修改`,
    readBy: (who: string) => `${who}可以读取`,
    both: (changing: string, reading: string) => `${changing}可以修改、${reading}可以读取`,
  },
  read: {
    empty: 'config.yaml 为空。如果某个程序在写入时被中断，请从备份恢复。',
    utf16: 'config.yaml 是 UTF-16 文本（PowerShell 会这样写）；请保存为 UTF-8。',
    notUtf8: (line: number, column: number) =>
      `config.yaml 不是 UTF-8 文本；请保存为 UTF-8：第 ${line} 行第 ${column} 列。`,
  },
  recover: {
    neither: (path: string, folder: string) =>
      `对 ${path} 的写入被中断，文件既不是旧文本也不是新文本。它保持原样，两份文本都在 ${folder} 中。请检查该文件。`,
    changed: (path: string) => `${path} 在修复期间被修改。请检查后重试。`,
    completed: (path: string, folder: string) =>
      `已完成对 ${path} 的中断写入。之前的文本保存在 ${folder} 中。`,
    damaged: (path: string, aside: string) =>
      `对 ${path} 的写入被中断，且新文本的记录已损坏（${aside}）。请检查该文件和该文件夹中的备份。`,
    notRemoved: (reason: string) => `中断写入留下的文件无法移除。${reason}`,
  },
  beingWritten: (path: string, holder: string) => `${path} 正由${holder}写入。未做任何更改，请重试。`,
  modified: (path: string) => `${path} 已被另一个程序修改。请重新加载后再试。`,
  sameMoment: (path: string) => `${path} 在同一时刻被另一个程序修改。请检查后重试。`,
  private: {
    damaged: (path: string) => `${path} 已损坏。请修复它，否则下次更改会把它移开。`,
    beingWritten: (path: string, holder: string) => `${path} 正由${holder}写入。请重试。`,
    movedAside: (path: string, aside: string) => `${path} 已损坏，现改名为 ${aside}。未做其他更改，请重试。`,
  },
  noVersion: (id: string) => `没有版本 ${id}。用 cli-proxy config history 列出版本。`,
  edit: {
    noYaml: (path: string) => `${path} 的新值无法写成 YAML 文本。`,
    notSafe: (place: string) =>
      `由于 config.yaml 的写法，无法安全地更改 ${place}。请用 “cli-proxy config edit” 手动更改。`,
    noName: (path: string) => `${path} 不是设置的名称。`,
    gone: (item: string, path: string) => `${path} 的条目 ${item} 已不存在。未做任何更改。`,
    alias: (place: string) => `${place} 是另一处的别名（*name）；请用 “cli-proxy config edit” 更改。`,
    notA: (place: string, kind: string) =>
      `${place} 不是${kind === 'list' ? '列表' : '映射'}。未做任何更改。`,
  },
} as const;
