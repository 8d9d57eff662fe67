export const zhCN = {
  upload: {
    title: '上传认证文件',
    done: (_from: string, name: string, there: boolean, note: string) =>
      `已上传 ${name}${there ? '，替换了已有的文件' : ''}。${note}`,
    unused: '内置服务器会存储它，但不使用它。',
    removed: (name: string) => `已移除 ${name}。`,
    restored: (name: string) => `已恢复原来的 ${name}。`,
    changedSince: (name: string) => `无法撤销：${name} 之后有变动，例如其令牌已续期。`,
  },
  download: { title: '下载认证文件', done: (name: string) => `已下载 ${name}。` },
  edit: {
    title: '编辑会话',
    done: (name: string, undoable: boolean) =>
      `已保存 ${name}。${undoable ? '' : '此操作无法撤销，因为服务器不报告原来的值。'}`,
    undone: (name: string) => `已恢复 ${name} 原来的字段。`,
    changedSince: (name: string) => `无法撤销：${name} 之后又被更改。`,
  },
  notHere: '无法从这里管理此服务器的会话。',
  sessions: (count: number) => `${count} 个会话`,
  failed: (name: string, reason: string) => `${name} 失败：${reason}`,
  severalFailed: (count: number, name: string, reason: string) =>
    `${count} 个失败；第一个是 ${name}：${reason}`,
  logIn: {
    unknown: (word: string, meant: string, all: string) =>
      `未知的登录提供商“${word}”。${meant} 请选择其中之一：${all}。`,
    title: '登录提供商',
    as: (account: string) => `，账号 ${account}`,
    done: (title: string, whose: string, where: string, notes: string) =>
      `已登录 ${title}${whose}${where}。${notes}`,
    impossible: '无法从这里登录提供商。',
    unsupported: '此服务器不支持登录提供商。',
    notRead: '无法从这里读取此服务器的会话。',
    noRecord: (name: string | undefined) => `这里不支持登录 ${name ?? '该会话'} 的提供商。`,
    otherProvider: (name: string, title: string) => `${name} 不属于 ${title}。`,
    otherFile: (name: string) => `这与 ${name} 是不同的文件，后者没有变化。`,
    lost: (other: string, fields: string, reason: string | undefined) =>
      `${other}其 ${fields} 无法保留：${reason ?? '服务器不支持。'}`,
    timedOut: (title: string) => `登录 ${title} 超时。请重试。`,
    cancelled: (title: string) => `已取消登录 ${title}。未做任何更改。`,
  },
  revoke: {
    title: '吊销会话',
    final: '此操作无法撤销。',
    done: (what: string, way: string, failed: string, provider: string) =>
      `已吊销 ${what}。${way}${failed}${provider}`,
    atProvider: (what: string) => `提供商已吊销 ${what} 的令牌，因此撤销后需要重新登录。`,
    notAtProvider: (dead: string, what: string, reason: string) =>
      `${dead}${what} 的令牌无法在提供商处吊销：${reason}`,
    restored: (what: string, failed: string) => `已恢复 ${what}。${failed}`,
    restoring: '恢复会话',
    together: (name: string, others: string) => `${name} 是与 ${others} 一起吊销的`,
    restoreAll: (what: string, token: string) => `${what}。用 ${token} 可恢复全部。`,
    nothing: '最近 30 天没有可恢复的内容。',
  },
  quota: {
    title: '向提供商查询配额',
    none: '未报告限额',
    full: '已用满',
    done: (name: string, said: string) => `${name} 的配额：${said}。`,
    wasFull: (until: string) => `${until} 前已满，此后未知`,
    unknownSince: (until: string) => `${until} 重置后未知`,
    left: (percent: number) => `剩余 ${percent}%`,
    resets: (at: string) => `${at} 重置`,
    fullAt: (at: string, before: string) => `按此速度 ${at} 用满，比重置早 ${before}`,
  },
  state: {
    title: '更改会话的状态',
    disabled: (what: string, note: string) => `已禁用 ${what}。${note}`,
    enabled: (what: string, note: string) => `已启用 ${what}。${note}`,
    disabledAgain: (what: string, note: string) => `已重新禁用 ${what}。${note}`,
    enabledAgain: (what: string, note: string) => `已重新启用 ${what}。${note}`,
    notCooling: (what: string) => `${what}不在冷却中。`,
    clearing: '清除冷却',
    noneGiven: '没有给出会话。',
    cleared: (what: string, note: string) => `已清除 ${what} 的冷却。${note}`,
  },
};
