import type { Translated } from '../../words/language.ts';
import type { english } from './words.ts';

export const chinese: Translated<typeof english> = {
  quit: {
    title: '同时停止服务器？',
    startedHere: (address) => `本控制台在 ${address} 上启动了内嵌服务器。`,
    served: (requests, clients) =>
      `它在过去一分钟内处理了 ${requests} 个请求${clients === '' ? '' : `（${clients}）`}。`,
    inFlight: (requests) => `${requests} 个请求正在进行。`,
    lastRequest: (ago) => `最近一次请求：${ago}。`,
    keep: '让服务器继续运行',
    keepHint: '之后用 cli-proxy tui 重新连接',
    stop: '停止服务器并退出',
    stopHint: '客户端将断开连接',
    stay: '留在控制台',
    running: (title) => `${title}。仍要退出？`,
    stops: '退出会中止它。',
    quit: '退出',
  },
  usageAccess: {
    title: '用量读取权限',
    question: '允许本控制台读取此服务器的用量吗？',
    others: '读取同一队列的其他工具将缺少这些记录。',
    no: '否',
    yes: '是，从现在起',
    none: '此服务器无需用量读取权限。',
  },
  config: {
    title: 'config.yaml 已被编辑但尚未加载',
    notes: '下一次更改会覆盖该编辑。要保留哪一个？',
    load: '加载文件',
    loadHint: '服务器加载 config.yaml',
    keep: '保留服务器的配置',
    keepHint: '用它恢复 config.yaml',
    none: 'config.yaml 与服务器一致。',
  },
  secret: {
    title: '轮换管理密钥？',
    stops: '当前密钥立即失效。所有使用它的工具（网页面板、脚本、其他控制台）都会被登出。',
    once: '新密钥只显示一次。',
    no: '否，保留',
    yes: '轮换密钥',
    made: '新的管理密钥',
    copyNow: '请立即复制。它不会再次显示。',
    what: '管理密钥',
    cannot: '此服务器无法通过网络更改管理密钥。',
  },
  acts: {
    quit: {
      title: '退出',
      tip: '退出，并停止本控制台启动的服务器。',
      asks: '当有客户端在使用该服务器或有操作在运行时',
    },
    usageAccess: { title: '用量读取权限', tip: '选择是否允许本控制台读取此服务器的用量。' },
    config: {
      title: '加载或恢复 config.yaml',
      tip: '在 config.yaml 的编辑与服务器正在使用的配置之间选择。',
    },
    rotateSecret: { title: '轮换管理密钥', tip: '轮换管理密钥。此操作无法撤销。' },
  },
};
