import { wholeNumber } from '../../numbers.ts';

export const zhCN = {
  title: (name: string) => `测试 ${name}`,
  steps: {
    resolve: '解析',
    connect: '连接',
    proxy: '代理',
    tls: 'TLS',
    request: '请求',
    answer: '响应',
  },
  resolved: (host: string, address: string) => `${host} → ${address}`,
  validUntil: (day: string) => `有效期至 ${day}`,
  control: '对照',
  withoutKey: '不带密钥的同一请求',
  waiting: (host: string) => `正在等待 ${host}…`,
  loading: '正在加载配置…',
  models: (count: number, names: string) => `${wholeNumber(count)} 个模型：${names}`,
  result: '测试结果',
  tested: (done: number, count: number) => `已测试 ${done} / ${wholeNumber(count)}`,
} as const;
