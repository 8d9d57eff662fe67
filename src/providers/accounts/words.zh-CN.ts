export const zhCN = {
  login: (program: string) => `${program} 的登录`,
  serviceAccount: 'Google 的服务账号',
  refused: (what: string) => `文件${what}。未做任何更改。`,
  otherChannel: (from: string, channel: string) => `文件是 ${from}，不属于 ${channel}。未做任何更改。`,
  foreign: (from: string) => `是 ${from}，采用该程序的格式，没有服务器能读取`,
  apiKey: '包含的是 API 密钥，不是登录：请用 cli-proxy providers add 添加该密钥',
  otherCredential: (type: string) =>
    `是类型为 ${type} 的 Google 凭据，但 Vertex AI 只接受服务账号的 JSON 密钥`,
  noRsaKey: '是服务账号，但其“private_key”不是 PEM 格式的 RSA 密钥',
  ownClient: (title: string, line: string) =>
    `${title} 需要你自己的 OAuth 客户端 ID（本程序不附带）：请在 config.yaml 中添加“${line}”。`,
  noProject: '是没有“project_id”的服务账号',
  oauth: {
    access_denied: '登录被拒绝',
    authorization_pending: '尚未确认',
    expired_token: '没有及时确认代码：请重新开始',
    invalid_client: '提供商不接受 config.yaml 的 oauth-clients 中的客户端 ID 或密钥',
    invalid_grant: '代码或令牌已使用、过期或被吊销：请重新登录',
    invalid_request: '提供商不理解该请求',
    invalid_scope: '提供商不向此客户端授予所请求的权限范围',
    redirect_uri_mismatch: '此客户端没有注册该重定向地址',
    unauthorized_client: '提供商不允许此客户端这样做',
    unsupported_grant_type: '提供商不支持这种登录方式',
  },
};
