export const zhCN = {
  noAddress: '此登录不需要地址：请在提供商的页面输入代码，然后等待。',
  otherText: '这不是浏览器被转到的地址：请复制完整地址，其中包含“code=”和“state=”。',
  otherProvider: (target: string) => `该地址属于另一个提供商：此登录会回到 ${target}。`,
  otherLogin: '该地址属于另一次登录（其“state”不同）：请复制刚打开的页面的地址。',
  lost: '服务器上已没有此登录：服务器重启过，或登录已在别处结束。请重新开始。',
  silence: '服务器没有响应：',
  noAnswer: '其中没有登录结果。',
  timedOut: '登录超时。请重新开始。',
  portTaken: (port: number, why: string) =>
    `本机的端口 ${port} 不可用（${why}），浏览器无法到达此登录。请在此粘贴浏览器中的地址。`,
  otherProgram: '被其他程序占用',
  unknown: '没有登录在等待该结果。',
  ofOther: '该结果属于另一个提供商。',
  answered: '此登录已收到结果。',
  unexpected: '本程序发生意外错误。',
  noLogins: (provider: string) => `此服务器不支持登录 ${provider}。`,
  noAddressOf: (setting: string) => `config.yaml 中的 ${setting} 必须是 https:// 地址。`,
};
