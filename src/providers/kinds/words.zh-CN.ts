export const zhCN = {
  saying: (text: string, message: string) => `${text}（${message}）`,
  key: {
    revoked: (at: string) => `密钥缺失、错误或已被吊销；请在 ${at} 新建一个`,
    deleted: (at: string) => `密钥缺失、错误或已被删除；请在 ${at} 新建一个`,
    wrong: (at: string) => `密钥错误或已被删除；请在 ${at} 新建一个`,
    expired: (at: string) => `密钥已过期；请在 ${at} 新建一个`,
    unsent: '没有发送密钥；请添加一个',
  },
  forbidden: {
    permissions: (at: string) => `该密钥不允许此操作；请在 ${at} 检查其权限`,
    workspace: (at: string) => `该密钥不允许此操作；请在 ${at} 检查其工作区`,
    country: (at: string) => `${at} 不为此服务器所在的国家或地区提供服务`,
    apiOff: '该密钥的项目没有启用此 API；请在项目中启用 Generative Language API',
    restricted: (at: string) => `该密钥仅限其他用途或地址；请在 ${at} 更改`,
  },
  credits: {
    account: (of: string) => `${of} 账号余额不足；请在那里充值`,
    team: (of: string) => `${of} 团队余额不足；请在那里充值`,
    budget: (of: string) => `${of} 账号的余额或预算已用完；请检查其账单`,
  },
  rate: {
    limit: (of: string) => `已达到 ${of} 的速率限制；请稍后重试`,
    project: '该项目的配额已用完，或请求过快；请稍候',
    overloaded: (who: string) => `${who} 过载；请稍后重试`,
  },
  ownBase: (who: string, base: string) => `${who} 的地址是 ${base}`,
  iflowExpired: 'iFlow 登录已过期；请重新登录 iFlow',
  cline: {
    key: 'Cline 密钥缺失、错误或已被删除；请在 Cline 新建一个',
    credits: 'Cline 账号余额不足；请在 Cline 充值',
    forbidden: 'Cline 账号不允许此操作；请在 Cline 检查其权限',
    expired: (when: string) =>
      `这是账号令牌而不是 API 密钥，且已于 ${when} 过期；请重新登录 Cline，或创建 API 密钥`,
    unmarked: '这似乎是账号令牌，Cline 只接受带 workos: 前缀的令牌；请加上前缀，或创建 API 密钥',
    wrong: '这是账号令牌而不是 API 密钥，且错误或已被吊销；请重新登录 Cline，或创建 API 密钥',
  },
  cloro: {
    running: '正在进行的 cloro 请求过多；请等其中一个结束',
    expired: 'cloro 密钥已过期；请在 cloro 新建一个',
    credits: 'cloro 账号余额不足；请在 cloro 充值',
    bearer: 'cloro 没有在密钥前找到 Bearer 一词',
    forbidden: 'cloro 密钥不允许此操作；请在 cloro 检查其权限',
    wrong: 'cloro 密钥错误或缺失',
    cost: 'cloro 没有免费的请求。测试会发送一个空问题，cloro 应会拒绝且不收费；如果它回答，则按一个问题收费。',
    answered: 'cloro 接受该密钥。它回答了空问题，可能按一个问题收费。',
    accepts: 'cloro 接受该密钥：它只拒绝了空问题，不收费。',
  },
} as const;
