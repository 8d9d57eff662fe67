import { catalogue } from '../../../base/text/language.ts';
import { wholeNumber } from '../../numbers.ts';

const en = {
  cancel: 'Cancel',
  yesOrNo: 'y / n',
  discard: {
    question: 'Discard what you typed?',
    keep: 'Keep editing',
    discard: 'Discard',
  },
  tooLong: (title: string, longest: number) =>
    `${title}: at most ${longest} characters; the rest was left out.`,
  lines: (count: number) => (count === 1 ? '1 line, not shown' : `${wholeNumber(count)} lines, not shown`),
  fieldOf: (place: number, count: number) => `field ${wholeNumber(place)} of ${wholeNumber(count)}`,
  range: (first: number, last: number, count: number) =>
    `${wholeNumber(first)}–${wholeNumber(last)} of ${wholeNumber(count)}`,
  more: (count: number) => `and ${wholeNumber(count)} more`,
  none: 'Nothing matches.',
  marked: (count: number) => `${wholeNumber(count)} marked`,
  typeWord: (word: string) => `Type  ${word}  to continue:`,
  typeTheName: (verb: string) => `${verb} (type the name)`,
  cannotBeUndone: 'cannot be undone',
  wordFirst: (word: string) => `Type ${word} first, or press Esc. No changes made.`,
  working: 'Working…',
  save: {
    verb: 'Save',
    path: 'Save as',
    hint: 'a path on this machine',
    noPath: 'Enter a path.',
    saved: (path: string) => `Saved to ${path} (only you can read it).`,
    overwrite: 'Overwrite the file?',
    keep: 'No, keep it',
    replace: 'Overwrite',
  },
  acts: {
    'box-down': { title: 'down', tip: 'Next line or choice.' },
    'box-up': { title: 'up', tip: 'Previous line or choice.' },
    'box-page-down': { title: 'page down', tip: 'Page down.' },
    'box-page-up': { title: 'page up', tip: 'Page up.' },
    submit: { title: 'run', tip: 'Submit the form.' },
    'next-field': { title: 'next field', tip: 'Next field.' },
    'previous-field': { title: 'previous field', tip: 'Previous field.' },
    'next-option': { title: 'next option', tip: 'Next option; in text fields, next character.' },
    'previous-option': {
      title: 'previous option',
      tip: 'Previous option; in text fields, previous character.',
    },
    'close-form': {
      title: 'cancel',
      tip: 'Close the form, or cancel what it started; asks if typed text would be lost.',
    },
    'danger-yes': { title: 'yes', tip: 'Confirm.' },
    'danger-no': { title: 'no', tip: 'Cancel; nothing changes.' },
    'word-run': {
      title: 'continue',
      tip: 'Confirm, once the name is typed; until then, nothing changes.',
    },
    'word-no': { title: 'no', tip: 'Cancel; nothing changes.' },
    'question-next': { title: 'next button', tip: 'Next button.' },
    'question-previous': { title: 'previous button', tip: 'Previous button.' },
    'question-run': { title: 'choose', tip: 'Press the button in brackets.' },
    'question-close': { title: 'close', tip: 'Close without an answer.' },
    'copy-secret': { title: 'copy', tip: 'Copy it.' },
    'secret-snippet': { title: 'snippet', tip: 'Show a client configuration that uses it.' },
    'secret-code': { title: 'QR code', tip: 'Show or hide it as a QR code.' },
    'close-secret': { title: 'done', tip: 'Close.' },
    'menu-choose': { title: 'choose', tip: 'Continue with the selected choice.' },
    'close-menu': { title: 'close', tip: 'Close without a choice.' },
    'picker-mark': { title: 'mark', tip: 'Mark the line, or clear its mark.' },
    'picker-all': { title: 'all', tip: 'Mark all lines shown; press again to clear the marks.' },
    'picker-filter': { title: 'filter', tip: 'Show only lines with these words.' },
    'picker-apply': {
      title: 'apply',
      tip: 'Continue with what is marked; in the filter, return to the list.',
    },
    'close-picker': { title: 'back', tip: 'Clear the filter; otherwise close without a change.' },
    'report-again': { title: 'again', tip: 'Run it again.' },
    'report-copy': { title: 'copy', tip: 'Copy what is shown.' },
    'close-report': { title: 'close', tip: 'Close, and stop what is still running.' },
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
