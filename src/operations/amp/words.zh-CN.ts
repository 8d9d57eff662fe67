export const zhCN = {
  change: {
    unsupported: (place: string) =>
      `${place} 上的服务器不支持 Amp，并会从 config.yaml 中删除 ampcode 块。请使用 v6 服务器或内置服务器。未做任何更改。`,
    differs: (place: string) => `${place} 接受了更改，但报告的 Amp 块不同。`,
    already: '已经是这样。未做任何更改。',
    sentAgain: '已经是这样。已重新发送 Amp 映射，使服务器应用它们。',
    changedSince: '无法撤销：Amp 块又被更改。',
    twins:
      'ampcode.upstream-api-keys 中有两个条目的上游密钥相同，或有一个没有上游密钥，无法区分。请用 cli-proxy config edit 修正。',
  },
  map: {
    title: '映射客户端密钥',
    noClient: '没有给出客户端密钥。',
    done: (what: string, mask: string, note: string) => `已将 ${what} 映射到 Amp 密钥 ${mask}。${note}`,
    undone: (what: string) => `已恢复 ${what} 原来的 Amp 映射。`,
    gone: '此 Amp 映射',
    off: '在用 cli-proxy amp set 设置 URL 之前，Amp 不启用。',
  },
  keys: (count: number) => `${count} 个客户端密钥`,
  unmap: {
    title: '移除 Amp 映射',
    nothing: '请给出客户端密钥或映射。',
    gone: '该客户端密钥的 Amp 映射',
    clients: (count: number) => `已移除 ${count} 个客户端密钥的映射。`,
    mapping: (mask: string) => `已移除 ${mask} 的映射。`,
    undone: '已恢复原来的 Amp 映射。',
    itsKey: '也移除了它不再使用的上游密钥。',
    theirKeys: (count: number) => `也移除了 ${count} 个不再使用的上游密钥。`,
  },
  set: {
    title: '设置 Amp',
    off: '已停用 Amp。',
    url: (url: string) => `已将 Amp 的 URL 设为 ${url}。`,
    noKey: '已移除默认密钥。',
    key: (mask: string) => `已将默认密钥设为 ${mask}。`,
    undone: '已恢复原来的 Amp 设置。',
  },
  show: {
    title: '读取 Amp 映射',
    off: 'Amp 未设置。',
    at: (url: string) => `Amp 位于 ${url}。`,
    unsupported: (place: string) => `${place} 上的服务器不支持 Amp。请使用 v6 服务器或内置服务器。`,
    willGo: (none: string) =>
      `${none}config.yaml 中还有 ampcode 块，此服务器会在下次写入时删除它。请现在保存一份副本。`,
  },
};
