import type { Translated } from './language.ts';
import type { list } from './list.ts';

export const listZhCN: Translated<typeof list> = {
  selected: '已选中',
  marked: '已标记',
  markedCount: (count) => `已标记 ${count} 项`,
  position: (from, to, all) => `${from}–${to} / ${all}`,
  itemOf: (at, all) => `${at} / ${all}`,
  filterKeys: { typing: 'Enter 保留   Esc 清除', kept: '/ 编辑   Esc 清除' },
};
