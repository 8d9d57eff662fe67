export const zhCN = {
  asked: (ago: string, wait: string) => `${ago}前已查询过。请在 ${wait}后重试。`,
  unknownFormat: (title: string) => `${title} 的响应格式未知。`,
  xai: 'xAI 只允许自己的程序查询配额。',
  antigravity: 'Google 只允许自己的程序查询 Antigravity 的配额。',
  notNamed: (title: string) => `认证文件没有注明 ${title} 查询所需的内容。`,
  none: (title: string) => `${title} 不报告其账号的配额。`,
  refused: (title: string) => `${title} 拒绝了此账号的令牌（401）。请重新登录，或等待令牌续期。`,
  limited: (title: string, wait: string | undefined) =>
    `${title} 也限制此查询（429）。请${wait === undefined ? '稍后' : `在 ${wait}后`}重试。`,
  notAnswered: (title: string) => `${title} 拒绝本程序的查询（403）。`,
  status: (title: string, status: number) => `${title} 返回状态码 ${status}。`,
};
