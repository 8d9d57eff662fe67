const kinds = { preference: '首选项', list: '列表', column: '列' } as const;

export const zhCN = {
  unread: (path: string, code: string | undefined) => `无法读取首选项 ${path}：${code ?? '不是普通文件'}。`,
  lines: '首选项必须由“名称: 值”的行组成',
  unknown: (kind: keyof typeof kinds, of: string, given: string, meant: string, known: string) =>
    `${of && `${of} `}没有${kinds[kind]}“${given}”。${meant && `是否指“${meant}”？`}可用的有：${known}`,
  twice: (column: string) => `列“${column}”出现了两次`,
  oneOf: (values: string) => `必须是以下之一：${values}`,
  noColumn: '必须至少列出一列',
  color: (names: string) => `必须是“#rrggbb”或以下之一：${names}`,
  serverName: '不是有效的名称：只能含字母、数字、点和连字符',
  address: '必须是地址，例如 https://proxy.example.net:8317，且不含密码',
  keys: {
    wrong: (act: string, problem: string) => `keys.${act} ${problem}`,
    noAct: '不是操作；docs/keys.md 列出了所有操作',
    fixed: '的按键不能更改',
    noKey: (key: string) => `不是有效的按键：${key}`,
    taken: (key: string, act: string) => `使用了 ${act} 的按键 ${key}；请也给后者另设按键`,
  },
};
