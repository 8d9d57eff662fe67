import { wholeNumber } from '../numbers.ts';
import { catalogue } from './language.ts';
import { zhCN } from './list.zh-CN.ts';

/** Words that every list and every scrolling panel has. */
const en = {
  markedCount: (count: number) => `${wholeNumber(count)} marked`,
  position: (from: number, to: number, all: number) =>
    `${wholeNumber(from)}–${wholeNumber(to)} of ${wholeNumber(all)}`,
  /** The title of an act on several items: `revoke 3`. */
  several: (title: string, count: number) => `${title} ${wholeNumber(count)}`,
  itemOf: (at: number, all: number) => `${wholeNumber(at)} of ${wholeNumber(all)}`,
  in: (time: string) => `in ${time}`,
  lastRequests: 'LAST REQUESTS',
  noRequests: 'No requests since this console started.',
  filterKeys: { typing: 'Enter keep   Esc clear', kept: '/ edit   Esc clear' },
} as const;

export const listWords = catalogue(en, zhCN);
