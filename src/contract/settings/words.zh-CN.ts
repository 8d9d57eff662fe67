/** What the table of settings and the records of providers say. */
const said: Readonly<Record<string, string>> = {
  'Every network that reaches this machine can then connect to the server.':
    '之后任何能到达本机的网络都可以连接服务器。',
  'Requests through these addresses may name any other address as their origin.':
    '经过这些地址的请求可以声称来自任何其他地址。',
  'Keys and answers then cross the network unencrypted.': '之后密钥和响应在网络上不加密传输。',
  'Every machine that reaches the server can then try management secrets.':
    '之后任何能访问服务器的机器都可以试探管理密钥。',
  'Without client keys, anyone who reaches the server can use your provider keys.':
    '没有客户端密钥时，任何能访问服务器的人都可以使用你的提供商密钥。',
  'Anyone who reaches the server can then open a WebSocket and use your provider keys.':
    '之后任何能访问服务器的人都可以打开 WebSocket 并使用你的提供商密钥。',
  'Other machines can then use the account of Amp over its management routes.':
    '之后其他机器可以通过 Amp 的管理路由使用其账号。',
  'Programs with the management secret then read client keys and provider keys in full.':
    '之后持有管理密钥的程序可以读取完整的客户端密钥和提供商密钥。',
  'Everything that people write and receive is then stored in log files.':
    '之后人们发送和收到的一切都会保存在日志文件中。',
  'The server runs this program as its own user.': '服务器以自己的用户身份运行此程序。',
  'Plugins are programs that run inside the server, with all of its keys.':
    '插件是在服务器内运行的程序，能使用其所有密钥。',
  'Profiles show memory of the server to everyone who reaches their address.':
    '性能分析会向任何能访问其地址的人显示服务器的内存。',
  'Every network that reaches this machine can then read memory of the server.':
    '之后任何能到达本机的网络都可以读取服务器的内存。',
  'it does not have this feature': '它没有此功能',
  'it has no web panel': '它没有网页面板',
  'it tries the next key or account when one has no quota left': '配额用完时，它会尝试下一个密钥或账号',
  'it does not support the Interactions API': '它不支持 Interactions API',
  'it does not support the Vertex protocol': '它不支持 Vertex 协议',
};

export const zhCN = {
  must: {
    flag: '必须是 true 或 false',
    duration: '必须是时长，例如 90s、30m 或 1h30m',
    choice: (options: string, value: string) => `必须是 ${options}，而不是 ${value}`,
    url: '必须是以 http:// 或 https:// 开头的地址',
    proxy: '必须是地址（如 http://host:3128 或 socks5://host:1080），或 direct',
    address: '必须是主机和端口，例如 127.0.0.1:8316',
    texts: '必须是文本的列表',
    data: '必须是列表或映射',
    text: '必须是文本',
    number: '必须是整数',
    least: (min: number, value: number) => `不能小于 ${min}，当前为 ${value}`,
    most: (max: number, value: number) => `不能大于 ${max}，当前为 ${value}`,
    or: (options: string, last: string) => `${options} 或 ${last}`,
  },
  rule: {
    not: (value: string) => `，而不是${/^\p{Script=Han}/u.test(value) ? '' : ' '}${value}`,
    text: (not: string) => `必须是文本${not}`,
    flag: (not: string) => `必须是 true 或 false${not}`,
    number: (not: string) => `必须是整数${not}`,
    list: (not: string) => `必须是列表${not}`,
    lines: (not: string) => `必须是“名称: 值”的行${not}`,
    least: (least: string, not: string) => `不能小于 ${least}${not}`,
    most: (most: string, not: string) => `不能大于 ${most}${not}`,
    port: '必须在 1 到 65535 之间',
    notHere: (not: string) => `不能放在这里${not}`,
  },
  values: { nothing: '空', list: '列表', mapping: '映射', text: '文本' },
  settings: {
    wrongField: (who: string, name: string, wrong: string) => `${who}，${name}：${wrong}`,
    wrong: (name: string, problem: string) => `${name} ${problem}。`,
    old: {
      'auth.providers': '请把客户端密钥放在 api-keys 中',
      'generative-language-api-key': '请把每个密钥放在 gemini-api-key 中，作为 api-key',
    },
    said: (text: string) => said[text] ?? text,
    oldName: (name: string, now: string) => `现在的服务器不读取 ${name}：${now}。`,
    unused: (name: string, why: string) => `内置服务器不使用 ${name}：${why}。`,
    entry: (list: string, nth: number, name: string) => `${list} 第 ${nth} 个条目${name}`,
    oldKeys: (who: string) =>
      `${who}：现在的服务器不读取这里的 api-keys：请把每个密钥放在 api-key-entries 中，作为 api-key。`,
  },
};
