const needs: Readonly<Record<string, string>> = {
  'a shell': 'shell',
  'npm install openai; a file that ends in .mjs': 'npm install openai；以 .mjs 结尾的文件',
  'Node 18 or newer; a file that ends in .mjs': 'Node 18 或更新版本；以 .mjs 结尾的文件',
  'npm install ws; a file that ends in .mjs': 'npm install ws；以 .mjs 结尾的文件',
  'in the shell that starts claude': '在启动 claude 的 shell 中',
  'mode 0600, and .env in .gitignore': '权限 0600，并将 .env 加入 .gitignore',
};

export const zhCN = {
  needs: (what: string) => needs[what] ?? what,
  variable: (name: string) => `密钥从变量 ${name} 读取。`,
  placeholder: (placeholder: string) => `请将 ${placeholder} 替换为密钥。`,
  notDirect: '没有直接用此密钥访问其提供商的配置片段。请使用客户端密钥的配置片段。',
  notUsed: '内置服务器不使用此密钥，因此没有配置片段。',
};
