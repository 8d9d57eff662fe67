import { wholeNumber } from '../numbers.ts';

export const zhCN = {
  markedCount: (count: number) => `已标记 ${wholeNumber(count)} 项`,
  position: (from: number, to: number, all: number) =>
    `${wholeNumber(from)}–${wholeNumber(to)} / ${wholeNumber(all)}`,
  several: (title: string, count: number) => `${title} ${wholeNumber(count)} 个`,
  itemOf: (at: number, all: number) => `${wholeNumber(at)} / ${wholeNumber(all)}`,
  in: (time: string) => `${time} 后`,
  lastRequests: '最近的请求',
  noRequests: '此控制台启动后没有请求。',
  filterKeys: { typing: 'Enter 保留   Esc 清除', kept: '/ 编辑   Esc 清除' },
};
