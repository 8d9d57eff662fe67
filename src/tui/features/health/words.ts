import { catalogue } from '../../../base/text/language.ts';
import { wholeNumber } from '../../numbers.ts';

const counted = (count: number, one: string) => `${wholeNumber(count)} ${one}${count === 1 ? '' : 's'}`;

const en = {
  screen: { name: 'Health', short: 'Health', tip: 'Find problems, see why they matter, and fix them.' },
  acts: {
    fix: { title: 'fix', tip: 'Fix the selected or marked findings; previews the changes first.' },
    fixAll: { title: 'fix all safe', tip: 'Fix everything that is safe to fix, after one preview.' },
    test: {
      title: 'test provider keys',
      tip: 'Check again, with a real request to each provider key.',
    },
    remedy: {
      title: 'go to the fix',
      tip: 'Go to the item and start its fix, if the row shows this key.',
    },
  },
  severities: {
    error: (count: number) => counted(count, 'error'),
    warning: (count: number) => counted(count, 'warning'),
    notice: (count: number) => counted(count, 'notice'),
    unchecked: (count: number) => `${wholeNumber(count)} not checked`,
  },
  states: { error: 'error', warning: 'warning', notice: 'notice', unchecked: 'not checked' },
  sentence: (title: string) => `${title}.`,
  notChecked: (title: string) => `Not checked: ${title}`,
  checked: (ago: string, checks: number) => `checked ${ago} · ${counted(checks, 'check')}`,
  checking: (age: string) => `Checking… ${age}`,
  failed: (problem: string) => `Could not check: ${problem}`,
  retry: 'retry',
  cancel: 'cancel',
  allGood: 'No problems found.',
  looked: (titles: string) => `Checked: ${titles}`,
  andMore: (count: number) => `and ${wholeNumber(count)} more`,
  noMatch: (typed: string) => `No finding matches “${typed}”. Esc clears the filter.`,
  remedies: {
    how: 'how',
    fix: 'fix',
    addKey: 'add a key',
    rotate: 'rotate',
    revoke: 'revoke',
    finish: 'finish',
    replace: 'replace',
    logIn: 'log in',
    setMode: (mode: string) => `set ${mode}`,
    makeFolder: 'make it',
    hash: 'hash it',
    turnOn: 'turn on',
    dropMapping: 'remove',
  },
  details: {
    where: 'Where',
    why: 'Why',
    byHand: 'By hand',
    fix: 'f fixes',
    check: 'Check',
    whyNot: 'Why not',
  },
  why: {
    noFinding: 'No finding is selected.',
    noFix: 'No automatic fix. Press Enter for instructions.',
    noneSafe: 'Nothing here is safe to fix automatically.',
    otherKey: 'The selected finding is not fixed with this key.',
    running: 'A check is running.',
    noKeys: 'There are no provider keys to test.',
  },
  preview: {
    title: (count: number) => (count === 1 ? 'Apply this fix?' : `Apply these ${wholeNumber(count)} fixes?`),
    without: (count: number) => `${counted(count, 'marked finding')} without a fix: left as they are.`,
    busy: 'Comparing…',
    undo: 'You can undo with u.',
    apply: (count: number) => (count === 1 ? 'Apply' : `Apply ${wholeNumber(count)} fixes`),
    cancel: 'Cancel',
  },
  test: {
    title: (count: number) => `Test ${counted(count, 'provider key')}?`,
    cost: 'Sends the cheapest real request with each key. Providers may charge for it.',
    run: (count: number) => `Test ${counted(count, 'key')}`,
    cancel: 'Cancel',
  },
};

/** Texts of the Health screen. The checks themselves report in English. */
export const words = catalogue(en, () => import('./words.zh-CN.ts'));
