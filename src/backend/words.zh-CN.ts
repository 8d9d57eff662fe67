export const zhCN = {
  address: {
    noUrl: '服务器地址不是 URL；请写成 http://127.0.0.1:8317 的形式。',
    scheme: '服务器地址必须以 http:// 或 https:// 开头。',
    password: '服务器地址不能含有密码；请在询问时输入。',
    unencrypted: (base: string) => `到 ${base} 的连接没有加密。请在服务器上启用 tls，或使用 SSH 隧道。`,
  },
  notSent: '发送任何内容之前已停止。',
  closed: (base: string) => `到 ${base} 的连接已关闭。`,
  noAnswer: '服务器响应之前已停止。',
  noCertificate: '--ca 指定的文件中没有 PEM 证书。没有发送任何内容。',
  connectTimeout: (base: string, seconds: number) =>
    `${base} 在 ${seconds} 秒内没有接受连接。请检查该主机是否在运行。`,
  answerTimeout: (base: string, seconds: number) =>
    `${base} 接受连接，但在 ${seconds} 秒内没有响应；它可能繁忙或被挂起：请稍后重试。`,
  unsure: (why: string) => `${why}不清楚更改是否已经生效。`,
  tooLong: (base: string, size: string) => `${base} 的响应超过 ${size}。其余部分没有读取。`,
  brokeOff: (base: string) => `${base} 在响应中途断开；请重试。`,
  noneGiven: '没有输入密钥。没有发送任何内容。',
  badSecret: '密钥不能含有换行或控制字符。没有发送任何内容。',
  secret: {
    short: (least: number) => `管理密钥至少需要 ${least} 个字符。未做任何更改。`,
    characters: '控制字符，或首尾空格',
    wrong: (what: string) => `管理密钥不能含有换行、${what}。未做任何更改。`,
  },
  noLog: (id: string) =>
    `没有请求 ${id} 的日志。服务器为失败的请求保存日志；启用 request-log 时为所有请求保存。`,
  wantsTls: (base: string) => `${base} 需要 HTTPS：请使用 https://，或在 config.yaml 中设置 tls。`,
  otherProgram: (base: string) =>
    `${base} 不是 CLI Proxy API 服务器：那里响应的是其他程序；请检查主机和端口。`,
};
