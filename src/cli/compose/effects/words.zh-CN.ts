export const zhCN = {
  facts: {
    onlyAddress: '只知道服务器的地址，不知道其 config.yaml。请用 --config 代替 --url。',
    elsewhere: '服务器在另一台机器上运行。',
    windows: 'Windows 没有 Unix 文件权限。',
    clock: (reason: string) => `不知道服务器的时钟：${reason}`,
    noTime: '服务器没有报告时间。',
    noGit: 'git 不可用：未安装，或不信任此文件夹。',
    notEmpty: (path: string) => `${path} 已不为空，因此没有移除。`,
  },
  desktop: {
    noClipboard: '没有可用的剪贴板：没有终端，也没有剪贴板工具（wl-copy、xclip 或 xsel）。请手动选择文本。',
    noBrowser: '这里没有可用的浏览器。请复制链接，或显示二维码。',
    notOpened: (program: string) => `无法打开浏览器（${program}）。请复制链接。`,
  },
  files: {
    large: (path: string) => `${path} 大于 4 MB。请指定其他文件。`,
    notUtf8: (path: string) => `${path} 不是 UTF-8 文本。请保存为 UTF-8。`,
    there: (path: string) => `文件 ${path} 已存在。`,
  },
  editor: {
    none: '没有设置编辑器。请设置 VISUAL 或 EDITOR。',
    exited: (editor: string, code: number) => `编辑器 ${editor} 以退出码 ${code} 结束。`,
    deleted: (editor: string) => `编辑器 ${editor} 删除了该文件。`,
    notSaved: (why: string) => `${why}未做任何更改。`,
    kept: (path: string) => `你的文本保存在 ${path}。`,
    left: (path: string) => `上次中断的编辑的文本保存在 ${path}。`,
    place: (line: number, column: number) => `第 ${line} 行第 ${column} 列：`,
    again: (problem: string) => `${problem}\n重新打开编辑器？`,
    unchanged: '未做任何更改。',
    preferences: (path: string) => `已保存 ${path}，下次启动控制台时生效。`,
  },
  servers: {
    running: (url: string) => `${url} 上有 CLI Proxy API 服务器在运行。`,
    stopped: (path: string, url: string) =>
      `有 CLI Proxy API 服务器的配置 ${path}，但服务器没有在 ${url} 运行。`,
    noFolder: (folder: string) => `文件夹 ${folder} 不存在。请先创建它，或使用其他路径。`,
    noPort: (first: number, last: number) => `127.0.0.1 上从 ${first} 到 ${last} 没有空闲端口。`,
    noAddress: (path: string, problem: string) =>
      `${path}：${problem}无法读取其服务器的地址；请用 --url 指定，或修正该文件。`,
    cancelled: '已取消启动内置服务器。',
    notStarted: '内置服务器没有启动。',
    kept: (url: string, pid: number | undefined) =>
      `服务器继续在 ${url} 运行。请用管理密钥登录。\n要停止它：kill ${pid}`,
  },
};
