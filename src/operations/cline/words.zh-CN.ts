export const zhCN = {
  asking: '向 Cline 查询密钥',
  count: (count: number) => `该 Cline 账号有 ${count} 个 API 密钥。`,
  revoking: '吊销 Cline 密钥',
  gone: (id: string) => `Cline 密钥 ${id}`,
  revoked: (name: string) => `已吊销 Cline 密钥 ${name}。使用它的客户端现在会失败。`,
  notCline: (name: string) => `${name} 不是 Cline 密钥，因此没有 Cline 账号。`,
  unknownFormat: (name: string) => `${name} 的响应是未知的列表格式。请查看 app.cline.bot。`,
};
