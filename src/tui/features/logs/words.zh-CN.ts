import { wholeNumber } from '../../numbers.ts';

/** Simplified Chinese. */
export const zhCN = {
  screen: { name: '日志', short: '日志', tip: '跟踪、搜索和筛选服务器日志。' },
  acts: {
    pause: { title: '暂停', tip: '保持当前显示的行；再按一次继续跟踪。' },
    resume: '跟踪',
    level: { title: '级别', tip: '只显示更高级别的行：info、warn、error，然后全部。' },
    filter: {
      title: '筛选',
      tip: '边输入边筛选：词语、a|b、level: status: method: path: key: account: model: request:。',
    },
    open: { title: '请求', tip: '在用量中打开该行的请求。' },
    file: { title: '文件', tip: '打开某个失败请求的已存日志。' },
    save: { title: '保存', tip: '将显示的行保存到文件；仅你可读。' },
    stored: { title: '错误日志', tip: '显示服务器保存的该请求内容。' },
    next: { title: '下一个', tip: '转到与上次筛选匹配的下一行。' },
    previous: { title: '上一个', tip: '转到与上次筛选匹配的上一行。' },
    follow: { title: '跟踪', tip: '转到最新一行并跟踪日志。' },
    wrap: { title: '换行', tip: '长行换行显示，或截断。' },
    right: { title: '向右', tip: '将长行向右滚动。' },
    left: { title: '向左', tip: '向左滚动回来。' },
    copy: { title: '复制', tip: '复制该行。' },
  },
  following: '跟踪中',
  paused: (count: string) => `已暂停 · ${count} 行新内容 · G 跟踪`,
  least: (level: string) => `级别 ≥ ${level}`,
  allLevels: '全部级别',
  loading: '正在读取日志…',
  empty: '日志为空。',
  noneAtLevel: '此级别没有日志行。按 L 显示更多。',
  noMatch: (typed: string) => `没有日志行与“${typed}”匹配。按 Esc 清除筛选。`,
  copied: '该行',
  stored: {
    title: (id: string) => `请求 ${id} 的日志`,
    busy: '正在从服务器读取…',
    copied: '该请求的日志',
  },
  files: {
    title: '失败请求的日志',
    busy: '正在从服务器读取文件名…',
    none: '服务器上没有已存储的失败请求日志。',
  },
  save: {
    title: '保存显示的行',
    note: (count: number) => `${wholeNumber(count)} 行符合级别和筛选。`,
  },
  why: {
    none: '没有选中日志行。',
    noRequest: '选中的行与请求无关。',
    notStored: '服务器只保存失败请求的日志。',
    noSearch: '还没有可查找的内容。按 / 并输入。',
    noFurther: '没有更多匹配的行。',
    noRecord: '用量中没有此请求的记录。',
  },
};
