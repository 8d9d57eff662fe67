import { wholeNumber } from '../numbers.ts';

export const zhCN = {
  markedCount: (count: number) => `已标记 ${wholeNumber(count)} 项`,
  position: (from: number, to: number, all: number) =>
    `${wholeNumber(from)}–${wholeNumber(to)} / ${wholeNumber(all)}`,
  several: (title: string, count: number) => `${title} ${wholeNumber(count)} 个`,
  itemOf: (at: number, all: number) => `${wholeNumber(at)} / ${wholeNumber(all)}`,
  colon: '：',
  in: (time: string) => `${time}后`,
  usage: {
    last24: '最近 24 小时',
    perHour: '每小时',
    now: '现在',
    none: '没有请求',
    requests: (count: string) => `${count} 个请求`,
    failed: (count: string) => `${count} 个失败`,
    table: ['模型', '请求', '错误', '费用'] as readonly string[],
    more: (count: number) => `还有 ${wholeNumber(count)} 项：U 显示全部`,
    lastRequests: '最近的请求',
  },
  detailKeys: '[ ] 上一项 / 下一项 · Esc 返回',
  filterKeys: { typing: 'Enter 保留   Esc 清除', kept: '/ 编辑   Esc 清除' },
};
