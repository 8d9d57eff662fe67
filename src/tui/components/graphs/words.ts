import { catalogue } from '../../../base/text/language.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Texts of graphs. */
export const words = catalogue(
  {
    share: { high: 'high', critical: 'critical', full: 'full' },
    day: (date: Date) => `${date.getDate()} ${months[date.getMonth()]}`,
    qrTooLong: 'This is too long for a QR code. Copy it instead.',
    qrTooLarge: (columns: number, rows: number) =>
      `The QR code needs a window of ${columns}×${rows}. Make it larger, or copy the text.`,
    qrNeedsUnicode: 'This terminal cannot show a QR code. Copy the text instead.',
  },
  () => import('./words.zh-CN.ts'),
);
