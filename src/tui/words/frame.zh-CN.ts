import type { frame } from './frame.ts';
import type { Translated } from './language.ts';

export const frameZhCN: Translated<typeof frame> = {
  readOnly: '只读模式。',
  notConnected: '未连接，没有发送任何内容。',
  tooSmall: (columns, rows) =>
    `需要 60×20，当前 ${columns}×${rows}。请放大窗口，或使用命令：cli-proxy --help`,
  copied: {
    terminal: (what) => `${what}已发送到终端剪贴板。`,
    system: (what) => `${what}已复制到系统剪贴板。`,
  },
  revealed: {
    hidesIn: (left) => `${left} 后隐藏`,
    hides: 'v 或 Esc 隐藏',
  },
  nothingSelected: '没有选中任何项目。',
  emptyList: '列表为空。',
  nothingToUndo: '没有可撤销的更改。',
  running: '请等待当前操作结束，或按 Esc 取消。',
  ago: (time) => `${time}前`,
  acts: {
    down: { title: '下移', tip: '下一行。' },
    up: { title: '上移', tip: '上一行。' },
    top: { title: '首行', tip: '第一行。' },
    bottom: { title: '末行', tip: '最后一行。' },
    pageDown: { title: '下翻页', tip: '向下翻页，详情中也可用。' },
    pageUp: { title: '上翻页', tip: '向上翻页，详情中也可用。' },
    filter: { title: '筛选', tip: '只显示包含这些词的行。' },
    open: { title: '详情', tip: '显示所选行的全部详情。' },
    mark: { title: '标记', tip: '标记该行，以便一次处理多项。' },
    markAll: { title: '全部标记', tip: '标记显示的所有行；再按一次清除标记。' },
    sort: { title: '排序', tip: '按下一列排序。' },
    reverse: { title: '反向', tip: '反转排序方向。' },
    next: { title: '下一项', tip: '详情中的下一项。' },
    previous: { title: '上一项', tip: '详情中的上一项。' },
    keepFilter: { title: '保留', tip: '保留筛选并返回列表。' },
    clearFilter: { title: '清除', tip: '清除筛选。' },
    filterDown: { title: '下移', tip: '下一行。' },
    filterUp: { title: '上移', tip: '上一行。' },
    undo: { title: '撤销', tip: '撤销上一次更改。' },
    reload: { title: '重新加载', tip: '重新加载全部内容。' },
    back: { title: '返回', tip: '取消正在运行的操作；否则关闭详情、返回、清除筛选和标记。' },
    nextScreen: { title: '下一屏', tip: '下一个屏幕。' },
    previousScreen: { title: '上一屏', tip: '上一个屏幕。' },
    quitNow: { title: '退出', tip: '随时立即退出。' },
    suspend: { title: '挂起', tip: '挂起；用 fg 恢复。' },
  },
};
