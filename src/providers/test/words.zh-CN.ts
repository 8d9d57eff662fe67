const causes = {
  key: '密钥缺失、错误或已失效；请更换',
  credits: '账号余额不足；请在提供商处充值',
  forbidden: '该密钥不允许此操作；请在提供商处检查其权限',
  'not-found': '此地址没有内容；请检查 base-url',
  'rate-limit': '请求过多；请稍后重试',
  down: '提供商出现问题；请稍后重试',
  request: '它不接受此请求',
} as const;

export const zhCN = {
  stored: (_: string, status: number, cause: keyof typeof causes, account: boolean) =>
    `状态码 ${status}：${account && cause === 'key' ? '令牌被拒绝；请重新登录' : causes[cause]}`,
  theAddress: '该地址',
  causes,
  test: {
    works: (subject: string, key: boolean, models: number | undefined) =>
      `${subject} ${key ? '接受该密钥' : '没有密钥也响应（没有设置密钥）'}${models === undefined ? '' : `，并列出 ${models} 个模型`}。`,
    redirects: (subject: string, where: string, status: number) =>
      `${subject} 重定向到 ${where}（${status}）；密钥没有发往那里。如果该地址正确，请把它设为 base-url。`,
    noApi: (subject: string, hint: string | undefined) =>
      `${subject} 的响应不是来自其 API。请更正 base-url${hint ? `（${hint}）` : ''}。`,
    later: (time: string) => `；请在 ${time}后重试`,
    answered: (subject: string, status: number, text: string, hint: string | undefined, after: string) =>
      `${subject} 返回 ${status}：${text}${hint ? `；${hint}` : ''}${after}。`,
    blocked: (subject: string, host: string) =>
      `${subject} 返回了 403 网页：${host} 的 API 前面有程序拒绝了请求。请检查 base-url、网络和代理。`,
    v1: '通常以 /v1 结尾',
    noneSet: '需要密钥，但没有设置；请添加',
  },
  transport: {
    badUrl: (setting: string) => `${setting} 不是 http 或 https 地址，或含有密码。请更正。没有发送任何内容。`,
    noHost: (host: string, setting: string) => `找不到 ${host} 的地址。请检查 ${setting} 和网络。`,
    refused: (host: string, setting: string) =>
      `${host} 上没有程序在监听。请检查它是否在运行，以及 ${setting} 中的端口。`,
    noRoute: (host: string) => `本机无法到达 ${host}。请检查网络和防火墙。`,
    cutInAnswer: (host: string) => `${host} 在响应中途关闭了连接。请重试。`,
    cut: (host: string, setting: string) => `${host} 没有响应就关闭了连接。请检查 ${setting} 和防火墙。`,
    noHttp: (host: string, setting: string) => `${host} 的响应不是 HTTP。请检查 ${setting} 中的端口。`,
    cancelled: '收到响应之前已取消。',
    other: (host: string, code: string, setting: string) =>
      `无法访问 ${host}（${code}）。请检查 ${setting} 和网络。`,
    resolveTime: (host: string, time: string) => `${time}内无法解析名称 ${host}。请检查网络和域名服务器。`,
    connectTime: (host: string, time: string) =>
      `${host} 在 ${time}内没有接受连接。请检查它是否在运行，以及防火墙。`,
    proxyTime: (proxy: string, host: string, time: string) =>
      `代理 ${proxy} 在 ${time}内没有连接到 ${host}。请检查 proxy-url 和代理。`,
    tlsTime: (host: string, time: string) =>
      `${host} 接受了连接，但 TLS 在 ${time}内没有就绪。请检查它在此端口是否使用 HTTPS。`,
    requestTime: (host: string, time: string) => `${host} 接受了请求，但在 ${time}内没有响应。请稍后重试。`,
    answerTime: (host: string, time: string) =>
      `${host} 开始响应，但在 ${time}内没有完成。请重试，或检查网络。`,
    certExpired: (host: string) => `${host} 的证书已过期。请在那里续期，或检查本机的时钟。`,
    certEarly: (host: string) => `${host} 的证书尚未生效。请检查本机的时钟。`,
    certOwn: (host: string, trustIt: string) => `${host} 的证书是自签名的。如果你信任它，${trustIt}。`,
    certOther: (host: string, setting: string) =>
      `${host} 的证书属于其他名称。请在 ${setting} 中使用证书里的名称。`,
    certUnknown: (host: string, trustIt: string) =>
      `${host} 的证书来自本机不信任的机构。如果你信任它，${trustIt}。`,
    noTls: (host: string, setting: string) =>
      `${host} 在此端口不使用 HTTPS。请检查端口；如果网络安全，也可在 ${setting} 中使用 http://。`,
    tlsOther: (host: string, code: string) => `无法与 ${host} 建立安全连接（${code}）。请检查其证书。`,
    trustIt: '请在 NODE_EXTRA_CA_CERTS 中指定其文件，或为此控制台的服务器使用 --ca',
    proxyKind: '不支持 proxy-url 中的代理类型。请使用 http://、https:// 或 socks5:// 代理。',
    proxyNoHost: (proxy: string) => `找不到代理 ${proxy} 的地址。请检查 proxy-url。`,
    proxyRefused: (proxy: string) => `代理 ${proxy} 上没有程序在监听。请检查它是否在运行，以及 proxy-url。`,
    proxySignIn: (proxy: string) =>
      `代理 ${proxy} 需要用户名和密码。请写入 proxy-url，例如 http://name:password@host。`,
    proxyAnswered: (proxy: string, status: number | undefined) =>
      `代理 ${proxy} 没有建立连接（${status === undefined ? '被拒绝' : `返回 ${status}`}）。请检查它允许什么，或更正 proxy-url。`,
    proxyFailed: (proxy: string) => `代理 ${proxy} 关闭了连接。请检查代理和 proxy-url。`,
  },
};
