import { wholeNumber } from '../numbers.ts';
import type { Translated } from './language.ts';
import type { list } from './list.ts';

export const listZhCN: Translated<typeof list> = {
  markedCount: (count) => `已标记 ${wholeNumber(count)} 项`,
  position: (from, to, all) => `${wholeNumber(from)}–${wholeNumber(to)} / ${wholeNumber(all)}`,
  several: (title, count) => `${title} ${wholeNumber(count)} 个`,
  itemOf: (at, all) => `${wholeNumber(at)} / ${wholeNumber(all)}`,
  filterKeys: { typing: 'Enter 保留   Esc 清除', kept: '/ 编辑   Esc 清除' },
};
