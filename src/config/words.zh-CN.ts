export const zhCN = {
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
    empty: 'config.yaml 为空。请恢复“cli-proxy config history --disk”列出的某个版本。',
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
    damaged: (path: string) => `${path} 已损坏。请修复它，或者连同其中的全部内容一起删除。`,
    beingWritten: (path: string, holder: string) => `${path} 正由${holder}写入。请重试。`,
  },
  newerRecords: 'key-records.data 由更新版本的 cli-proxy 写入。请更新本程序后再读取和更改标签。',
  versionNotUtf8: (path: string) => `${path} 不是 UTF-8 文本；请保存为 UTF-8。`,
  noVersion: (id: string) => `没有版本 ${id}。用 cli-proxy config history 列出版本。`,
  edit: {
    noYaml: (path: string) => `${path} 的新值无法写成 YAML 文本。`,
    notSafe: (place: string) =>
      `由于 config.yaml 的写法，无法安全地更改 ${place}。请用 cli-proxy config edit 手动更改。`,
    noName: (path: string) => `${path} 不是设置的名称。`,
    gone: (item: string, path: string) => `${path} 的条目 ${item} 已不存在。未做任何更改。`,
    alias: (place: string) => `${place} 是另一处的别名（*name）；请用 cli-proxy config edit 更改。`,
    notA: (place: string, kind: string) =>
      `${place} 不是${kind === 'list' ? '列表' : '映射'}。未做任何更改。`,
  },
} as const;
