export const zhCN = {
  menu: (name: string) => `客户端配置 · ${name}`,
  title: (kind: string, name: string) => `${kind} · ${name}`,
  needs: (what: string) => `需要：${what}。`,
  noModel: (placeholder: string) => `请将 ${placeholder} 替换为模型名：配置中没有模型。`,
  copied: '配置片段',
} as const;
