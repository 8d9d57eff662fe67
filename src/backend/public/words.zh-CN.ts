export const zhCN = {
  client: {
    wrongVersion: (base: string, generation: string) => `${base} 是 ${generation} 服务器，不支持此操作。`,
    notUtf8: (base: string) =>
      `${base} 上的 config.yaml 不是 UTF-8 文本。未做任何更改，请在那里保存为 UTF-8。`,
    takenForRemote: (base: string) =>
      `${base} 把本机当作远程机器，例如位于反向代理之后；请直接访问其端口，或设置 remote-management.allow-remote。`,
    noLogin: (base: string, said: string | undefined) =>
      `${base} 无法开始登录（${said}）。服务器自己联系提供商：请检查其网络连接和 proxy-url，并查看其日志。`,
    rejected: (base: string, said: string | undefined, status: number) =>
      `${base} 拒绝了请求：${said ?? `状态码 ${status}`}。`,
    modified: '它已被另一个程序修改。请重新加载后再试。',
    notReached: (base: string, said: string | undefined) =>
      `${base} 无法访问所需的内容${said ? `：${said}` : ''}。`,
    failed: (base: string, status: number, said: string | undefined) =>
      `${base} 无法完成（状态码 ${status}）${said ? `：${said}` : '；请查看其日志。'}`,
    refused: '密钥被拒绝',
    refusedSaying: (said: string) => `密钥被拒绝（${said}）`,
    attempts: (reason: string, left: number) => `${reason}${left === 0 ? '；此地址现已锁定' : ''}。`,
    gone: (base: string, said: string) => `${base} 上已不存在：${said}。`,
    off: (base: string) =>
      `${base} 未启用管理：没有设置密钥；请在其 config.yaml 中设置 remote-management.secret-key。`,
    noRoute: (base: string) => `${base} 不支持此操作：此版本的服务器没有该路由。`,
    notSaved: '无法按现状写入',
    unsaved: (base: string, notSaved: string, why: string) =>
      `${base} 上的 config.yaml ${notSaved}（${why}）；请用 cli-proxy config edit 修复。`,
  },
  feed: {
    ended: '服务器结束了连接',
    lockedOut: (base: string, said: string) => `${base} 已锁定此地址（${said}）。`,
    invalid: '密钥已失效；不会再次发送。',
    foreign: (base: string) => `现在 ${base} 上响应的是其他程序；不会向它发送密钥。`,
    noPush: (base: string) => `${base} 不推送更改。`,
  },
  config: {
    unloaded: (base: string, parts: string) =>
      `config.yaml 已被编辑，但 ${base} 上的服务器没有加载（${parts}）。用 cli-proxy config load 加载它，或用 cli-proxy config keep 恢复服务器的配置。`,
    inUse: (path: string, holder: string) => `${path} 正被 ${holder} 使用。请重试。`,
    broken: (base: string) => `${base} 上的 config.yaml 有错误。请先用 cli-proxy config edit 修复。`,
    two: (first: string, second: string) => `${first} 和 ${second}`,
    more: (first: string, count: number) => `${first} 以及另外 ${count} 项设置`,
    unexpected: (base: string, where: string) => `${base} 的配置不符合预期（位于 ${where}）。`,
  },
  usage: {
    unread: '没有记录此服务器的请求：用量数据只能由一个程序取走，取走后其他收集程序将得不到。',
    settled: (mode: string) => `用量的读取方式已由 --usage-feed ${mode} 指定。`,
    notRecorded:
      '此服务器不记录请求：usage-statistics-enabled 已关闭。请在控制台按 F，或使用 cli-proxy config set。',
    off: '没有记录新数据：已关闭读取用量（--usage-feed off）。',
    failed: (reason: string) => `无法读取此服务器的用量。${reason}`,
  },
  noFolder: '本机没有保存标签的文件夹。',
  notWritten: '写入任何内容之前已停止。',
  noLog: '此服务器不写日志文件。请启用 logging-to-file。',
  amp: {
    wouldGo: (base: string) =>
      `config.yaml 中有 ampcode 块，${base} 上的服务器不支持它，会在下次更改时删除。未做任何更改。请保存该块的副本，并用 cli-proxy config edit 移除它。`,
    changed: 'Amp 映射已更改',
    unknown: (base: string) =>
      `${base} 上的服务器不支持 ampcode 块，会从 config.yaml 中删除它；Amp 映射需要 v6 服务器或内置服务器。`,
  },
  keys: {
    added: (mask: string) => `已添加 ${mask}`,
    replaced: (old: string, mask: string) => `已将 ${old} 替换为 ${mask}`,
    addedAllTheSame: (cause: string, mask: string) => `${cause}但仍已添加 ${mask}。`,
    removed: (mask: string) => `已移除 ${mask}`,
    placeholder: (cause: string, mask: string, prefix: string) =>
      `${cause}${mask} 已失效，其位置上可能有以 ${prefix} 开头的占位密钥。请吊销该占位密钥。`,
    modified: '密钥已被另一个程序修改。请重新加载后再试。',
    listChanged: '客户端密钥列表已更改',
    gone: (mask: string) => `${mask} 已不在客户端密钥中。未做任何更改。`,
  },
  text: {
    racing: 'config.yaml 正被另一个程序修改。未做任何更改，请重试。',
    sameMoment: 'config.yaml 在同一时刻被另一个程序修改。请重新加载并检查。',
    keptOld: (base: string) => `${base} 报告成功，但保留了旧的 config.yaml。请查看其日志。`,
    modified: 'config.yaml 已被另一个程序修改。请重新加载后再试。',
    secretNotYet: (base: string, reason: string) =>
      `新密钥已写入 config.yaml，但 ${base} 还不接受它（${reason}）`,
  },
  edit: {
    unchanged: (cause: string) => `${cause}未做任何更改。`,
    shownOnly: (cause: string) => `${cause}服务器显示了该更改，但不会应用，并在重启时丢弃。`,
    modified: '配置已被另一个程序修改。请重新加载后再试。',
    keysAgain: '客户端密钥在此更改之后又立即变化。请重新加载并检查。',
    remain: (cause: string, remaining: string) => `${cause}以下更改已完成并保留：${remaining}。`,
    undone: (cause: string) => `${cause}之前的更改已撤销。`,
    lost: (base: string, tries: number) => `${base} 接受了更改 ${tries} 次，但每次都丢失了。请稍后重试。`,
    notReadBack: (why: string) => `更改已发送，但无法读回：${why}`,
    noBaseUrl: (list: string) => `${list} 的条目需要 base-url：没有它的条目会被服务器直接丢弃。`,
    keyGone: '此更改中的一个客户端密钥已不在列表中。未做任何更改。',
    storesOther: (shown: string, name: string) => `对于 ${name} 的这个值，服务器存储为 ${shown}。`,
    wasSet: (name: string) => `已设置 ${name}`,
    restored: (cause: string) => `${cause}已恢复之前的值。`,
  },
  stopped: '已停止。未做任何更改。',
  files: {
    there: (name: string) => `服务器已有认证文件 ${name}。未做任何更改。`,
    notListed: (name: string) => `服务器接受了 ${name}，但没有列出它；该类型可能需要插件或重启。`,
    noneNamed: '没有指定认证文件，因此没有删除。',
    notDeleted: (count: number, all: number) =>
      `${all} 个认证文件中有 ${count} 个无法删除。请重新加载后再试。`,
    plainName: '认证文件需要以 .json 结尾的普通名称。',
    noType: (name: string) => `${name} 没有注明“type”，没有提供商会使用它。`,
    noJson: (name: string) => `${name} 不是 JSON，因此没有发送。`,
  },
  noTrash: '本机没有保存已吊销文件的文件夹。',
  signIn: {
    provider: '提供商',
    failed: (title: string, refused: boolean, said: string) =>
      `${title}：${refused ? '登录被拒绝' : '登录未成功'}；服务器报告：${said}。`,
    nothing: '没有更多信息',
    noAddress: (base: string) => `${base} 没有发送登录地址。`,
    noState: '此登录没有 state：请重新开始。',
    notAnAddress: '这不是地址：请粘贴浏览器中的整行地址，从 http 开始。',
    notOffered: (server: string, provider: string, known: string) =>
      `${server} 不支持登录 ${provider}。它支持：${known}。`,
  },
  quota: {
    none: (name: string) => `${name} 不报告配额。`,
    notNamed: (name: string) => `无法在那里指定 ${name}。`,
  },
};
