import { catalogue } from '../../base/text/language.ts';
import { wholeNumber } from '../numbers.ts';

/** Texts of all lists and scrolling panels. */
const en = {
  markedCount: (count: number) => `${wholeNumber(count)} marked`,
  position: (from: number, to: number, all: number) =>
    `${wholeNumber(from)}–${wholeNumber(to)} of ${wholeNumber(all)}`,
  /** The title of an act on several items: `revoke 3`. */
  several: (title: string, count: number) => `${title} ${wholeNumber(count)}`,
  itemOf: (at: number, all: number) => `${wholeNumber(at)} of ${wholeNumber(all)}`,
  /** Between what something is about and what is said. */
  colon: ': ',
  in: (time: string) => `in ${time}`,
  /** Usage of an item. */
  usage: {
    last24: 'Last 24 h',
    perHour: 'Per hour',
    now: 'now',
    none: 'no requests',
    requests: (count: string) => (count === '1' ? '1 request' : `${count} requests`),
    failed: (count: string) => `${count} failed`,
    table: ['MODEL', 'REQ', 'ERR', 'COST'] as readonly string[],
    more: (count: number) => `${wholeNumber(count)} more: U shows all`,
    lastRequests: 'LAST REQUESTS',
  },
  detailKeys: '[ ] previous / next · Esc back',
  filterKeys: { typing: 'Enter keep   Esc clear', kept: '/ edit   Esc clear' },
} as const;

export const listWords = catalogue(en, () => import('./list.zh-CN.ts'));
