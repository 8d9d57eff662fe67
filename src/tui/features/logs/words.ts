import { catalogue } from '../../../base/text/language.ts';
import { wholeNumber } from '../../numbers.ts';

const en = {
  screen: { name: 'Logs', short: 'Logs', tip: 'Follow, search and filter the log of the server.' },
  acts: {
    pause: { title: 'pause', tip: 'Keep the shown lines; again to follow the log.' },
    resume: 'follow',
    level: { title: 'level', tip: 'Show lines of a higher level only: info, warn, error, then all.' },
    filter: {
      title: 'filter',
      tip: 'Filter as you type: words, a|b, level: status: method: path: key: account: model: request:.',
    },
    open: { title: 'request', tip: 'Open the request of the line in Usage.' },
    file: { title: 'file', tip: 'Open the stored log of a failed request.' },
    save: { title: 'save', tip: 'Save the shown lines to a file; only you can read it.' },
    stored: { title: 'error log', tip: 'Show what the server stored of this request.' },
    next: { title: 'next', tip: 'Go to the next line that the last filter matches.' },
    previous: { title: 'previous', tip: 'Go to the previous line that the last filter matches.' },
    follow: { title: 'follow', tip: 'Go to the newest line and follow the log.' },
    wrap: { title: 'wrap', tip: 'Wrap long lines, or cut them.' },
    right: { title: 'right', tip: 'Scroll long lines to the right.' },
    left: { title: 'left', tip: 'Scroll back to the left.' },
    copy: { title: 'copy', tip: 'Copy the line.' },
  },
  following: 'following',
  paused: (count: string) => `paused · ${count} new · G follow`,
  least: (level: string) => `level ≥ ${level}`,
  allLevels: 'all levels',
  loading: 'Reading the log…',
  empty: 'The log is empty.',
  noneAtLevel: 'No line at this level. L shows more.',
  noMatch: (typed: string) => `No line matches “${typed}”. Esc clears the filter.`,
  copied: 'The line',
  stored: {
    title: (id: string) => `Log of request ${id}`,
    busy: 'Reading it from the server…',
    copied: 'The log of the request',
  },
  files: {
    title: 'Logs of failed requests',
    busy: 'Reading their names from the server…',
    none: 'The server has no stored logs of failed requests.',
  },
  save: {
    title: 'Save the shown lines',
    note: (count: number) =>
      count === 1
        ? '1 line matches the level and filter.'
        : `${wholeNumber(count)} lines match the level and filter.`,
  },
  why: {
    none: 'No line is selected.',
    noRequest: 'The selected line is not about a request.',
    notStored: 'The server stores the logs of failed requests only.',
    noSearch: 'Nothing to find yet. Press / and type.',
    noFurther: 'No further line matches.',
    noRecord: 'Usage has no record of this request.',
  },
};

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
