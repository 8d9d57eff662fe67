import type { FailureKind } from '../../contract/outcome.ts';

const kinds: Partial<Record<FailureKind, string>> = {
  conflict: '内容已变化',
  invalid: '无法接受',
  unreachable: '无法连接',
  unsupported: '不支持',
  cancelled: '已取消',
};

export const zhCN = {
  stated: (kind: FailureKind, message: string) => `${kinds[kind] ?? '失败'}。服务器说明：${message}`,
  noPush: (base: string) => `${base} 不推送更改；按 r 加载。`,
  silent: (seconds: number) => `服务器已 ${seconds} 秒没有响应`,
  ended: '服务器结束了连接',
  broke: '与服务器的连接中断',
  publicServer: (base: string) =>
    `${base} 是公共 CLI Proxy API 服务器，还不能从这里管理；--disk 可直接编辑其文件。`,
  gone: (base: string, said: string | undefined) => `${base} 上已不存在：${said ?? '未找到'}。`,
  off: (base: string) =>
    `${base} 未启用管理：没有设置密钥；请在其 config.yaml 中设置 remote-management.secret-key。`,
  stopping: (base: string) => `${base} 正在停止。`,
  busy: (base: string, said: string | undefined) => `${base} 繁忙：${said ?? '请稍后重试'}`,
  rejected: (base: string, said: string | undefined, status: number) =>
    `${base} 拒绝了请求：${said ?? `状态码 ${status}`}`,
  modified: '它已被另一个程序修改。请重新加载后再试。',
  failed: (base: string, status: number, said: string | undefined) =>
    `${base} 无法完成（状态码 ${status}）${said ? `：${said}` : '；请查看其日志。'}`,
  foreign: (base: string, status: number) =>
    `${base} 不是 CLI Proxy API 服务器（它返回状态码 ${status}）；请检查主机和端口。`,
  refused: '密钥被拒绝',
  /** 服务器的这些说明不比“被拒绝”更多。 */
  refusedSaying: (said: string) =>
    /^(invalid|missing) (management key|password)$/.test(said) ? '密钥被拒绝' : `密钥被拒绝（${said}）`,
  notAgain: (reason: string) => `${reason}；不会再次发送。`,
  attempts: (reason: string, left: number) => `${reason}${left === 0 ? '；此地址现已锁定' : ''}。`,
  lockedOut: (base: string, until: string) =>
    `被拒绝的密钥过多，${base} 已将此地址锁定至 ${until}；在此之前不会发送任何内容。`,
  localOnly: (base: string) =>
    `${base} 只能从其本机管理；请在那里设置 remote-management.allow-remote，或使用 SSH 隧道。`,
  noSecret: (base: string) =>
    `${base} 没有管理密钥；请在其 config.yaml 中设置 remote-management.secret-key。`,
  refusesMachine: (base: string, said: string | undefined) =>
    `${base} 拒绝本机${said ? `（${said}）` : ''}。`,
  redirects: (base: string, target: string) =>
    `${base} 转到 ${target}，而密钥不会转发；如果那是你的服务器，请用 --url 给出其地址。`,
  sameVersion: '请确认控制台和服务器的版本相同。',
  unexpected: (base: string, where: string | null, hint: string) =>
    `${base} 的响应不符合预期${where ? `（位于 ${where}）` : ''}。${hint}`,
  transport: {
    unknownAuthority: (base: string) =>
      `${base} 的证书不受信任：未知的颁发机构。请用 --ca 给出该机构的证书文件。`,
    refused: (base: string) => `${base} 上没有程序在监听；服务器启动了吗？`,
    noHost: (host: string, base: string) => `找不到主机 ${host}。请检查地址 ${base}。`,
    lookup: (host: string) => `现在无法解析名称 ${host}；请检查网络后重试。`,
    unreachable: (base: string) => `本机无法到达 ${base}；请检查网络和防火墙。`,
    noNetwork: (base: string) => `本机没有到 ${base} 的网络。`,
    silent: (base: string) => `${base} 没有响应；主机是否在运行，防火墙是否放行？`,
    closed: (base: string, other: string) => `${base} 没有响应就关闭了连接${other}。`,
    closedEarly: (base: string) => `${base} 在请求过程中关闭了连接；请重试。`,
    noHttps: (base: string) => `${base} 不使用 HTTPS；请尝试 http://。`,
    selfSigned: (base: string) => `${base} 的证书不受信任：自签名。如果是你的证书，请用 --ca 给出其文件。`,
    expired: (base: string) => `${base} 的证书已过期；请在服务器上续期。`,
    early: (base: string) => `${base} 的证书尚未生效；请检查服务器和本机的时钟。`,
    revoked: (base: string) => `${base} 的证书已被吊销；请为服务器申请新证书。`,
    otherName: (base: string, host: string) => `${base} 的证书不属于 ${host}；请使用证书中的名称。`,
    noHttp: (base: string, other: string) => `${base} 的响应不是 HTTP${other}。`,
    notSecure: (base: string, code: string) => `无法与 ${base} 建立安全连接（${code}）。`,
    other: (base: string, text: string) => `无法连接 ${base}：${text}。`,
    tryHttps: '；请尝试 https://',
  },
  config: (base: string, where: string) =>
    `${base} 的配置不符合预期（位于 ${where}）。请确认控制台和服务器的版本相同。`,
  loginFailed: (reason: string | undefined) =>
    reason === undefined ? '登录未成功。' : `服务器说明：${reason}`,
  noLogin: (provider: string) => `不支持登录 ${provider}。`,
};
