export const zhCN = {
  open: (host: string) =>
    `没有客户端密钥时，任何能访问 ${host} 的人都可以使用此服务器。请在 api-keys 中添加密钥，将 host 设为 127.0.0.1，或将 allow-open-proxy 设为 true。`,
  portTaken: (host: string, port: number) =>
    `${host} 的端口 ${port} 已被其他程序占用。请停止该程序，或在 config.yaml 中设置其他端口。`,
  portDenied: (port: number) => `当前用户不能监听端口 ${port}。请在 config.yaml 中设置 1024 以上的端口。`,
  foreignHost: (host: string) => `${host} 不是本机的地址。请在 config.yaml 中将 host 设为本机的地址。`,
  unknownHost: (host: string) => `未知的主机“${host}”。请在 config.yaml 中将 host 设为本机的地址。`,
  notListening: (host: string, port: number, code: string) => `无法监听 ${host} 的端口 ${port}（${code}）。`,
  unnamedProxy: (address: string) =>
    `${address} 发送反向代理请求头，但不在 trusted-proxies 中，因此它后面的客户端都不算作本机；如果这是你的代理，请在 config.yaml 中把 ${address} 加入 trusted-proxies。`,
  tls: {
    unset: (name: string) =>
      `已启用 tls，但 tls.${name} 为空。请在其中指定 PEM 文件，或将 tls.enable 设为 false。`,
    file: (name: string, path: string, why: string) =>
      `tls.${name} 的文件 ${path} ${why}。请在 config.yaml 中更正路径。`,
    gone: '不存在',
    denied: '不允许当前用户读取',
    unread: (code: string | undefined) => `无法读取（${code}）`,
    noCertificate: 'tls.cert 的文件中没有 PEM 格式的证书。',
    noKey: 'tls.key 的文件中没有 PEM 格式且无密码的私钥。',
    noPair: 'tls.cert 与 tls.key 不匹配。请指定该证书的私钥。',
  },
};
