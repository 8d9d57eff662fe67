export const zhCN = {
  needs: {
    shell: 'shell',
    openai: 'npm install openai；以 .mjs 结尾的文件',
    node: 'Node 18 或更新版本；以 .mjs 结尾的文件',
    ws: 'npm install ws；以 .mjs 结尾的文件',
    claude: '在启动 claude 的 shell 中',
    env: '权限 0600，并将 .env 加入 .gitignore',
  },
  variable: (name: string) => `密钥从变量 ${name} 读取。`,
  placeholder: (placeholder: string) => `请将 ${placeholder} 替换为密钥。`,
  notDirect: '没有直接用此密钥访问其提供商的配置片段。请使用客户端密钥的配置片段。',
  disabled: '该密钥已禁用。启用后才有配置片段。',
  notUsed: '内置服务器不使用此密钥，因此没有配置片段。',
};
