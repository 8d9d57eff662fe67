import type { Translated } from '../../words/language.ts';
import type { english } from './words.ts';

export const chinese: Translated<typeof english> = {
  title: '服务器已就绪',
  thisMachine: '仅限本机',
  clientKey: '客户端密钥',
  forApps: '供你的应用使用',
  managementSecret: '管理密钥',
  forTools: '供本控制台和工具使用',
  once: '只显示一次',
  next: '下一步',
  config: '配置',
  copiedKey: '客户端密钥',
  copiedSecret: '管理密钥',
  question: '不保存管理密钥就继续？',
  notCopied: '你还没有复制管理密钥。它不会再次显示。',
  goBack: '返回',
  continue: '继续',
  acts: {
    copyKey: { title: '复制', tip: '复制客户端密钥。' },
    copySecret: { title: '复制', tip: '复制管理密钥。' },
    addProvider: { title: '添加提供商密钥', tip: '继续，并添加提供商密钥。' },
    login: { title: '登录提供商', tip: '继续，并登录提供商。' },
    snippet: { title: '显示客户端配置片段', tip: '继续，并显示客户端如何使用该密钥。' },
    done: {
      title: '前往概览',
      tip: '继续。管理密钥不会再次显示。',
      asks: '当管理密钥尚未复制时',
    },
    down: { title: '下移', tip: '下一行。' },
    up: { title: '上移', tip: '上一行。' },
  },
  hints: {
    addProvider: 'Gemini、Claude、Codex、OpenAI 兼容等',
    login: 'Claude、Codex、Gemini 等',
    snippet: 'curl、Python、JavaScript、Go、.env',
    done: '',
  },
};
