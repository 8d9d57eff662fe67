export const zhCN = {
  body: {
    large: (kib: number) => `请求超过 ${kib} KiB。请分批发送。`,
    gone: '客户端断开了连接。',
    notUtf8: '请求体不是 UTF-8 文本。',
    notJson: '请求体不是 JSON。',
    wrong: (place: string | null) => `请求体${place ? `的“${place}”` : ''}不符合要求的格式。`,
  },
  config: {
    empty: '文本为空；请发送完整的 config.yaml。',
    noSettings: (count: number) =>
      `文本中没有设置，会移除正在使用的全部 ${count} 项设置，包括密钥和管理密钥；请发送完整的 config.yaml。`,
    noHistory: '此服务器不保存 config.yaml 的历史版本。',
    fileOnly: '此服务器会运行 notify.command，因此不能通过网络更改。请在服务器上编辑 config.yaml。',
  },
  changes: {
    none: '没有可撤销的此项更改，或它已被撤销。',
    changedSince: (name: string) => `${name} 之后又有变化，例如其令牌已续期。`,
  },
  noProviderKey: '此提供商密钥已不在配置中。请重新加载后再试。',
  usage: {
    notRecorded: '此服务器不记录用量。请查看其日志。',
  },
  accounts: {
    noFolder: '此服务器没有 auth-dir。',
    elsewhere: '此服务器的文件在其他位置。',
    notUsable: (name: string) => `${name} 不是此服务器可用的账号。`,
    expired: (name: string, why: string) => `${name} 的令牌已过期。${why}`,
    noToken: (name: string) => `${name} 的认证文件中没有令牌。`,
  },
  call: {
    large: '响应超过 4 MiB。',
    late: '60 秒内没有响应。',
    failed: (code: string) => `无法连接提供商：${code}。`,
    stopping: (name: string) => `没有查询 ${name}：此服务器正在停止。`,
  },
};
