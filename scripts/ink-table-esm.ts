/** The three things that ink-table takes by `require`, and how an ES module takes them; and how it draws rows. */
const changes = new Map([
  ['__importDefault(require("react"))', '{ default: React }'],
  ['require("ink")', 'ink'],
  // The key of a row is its hash and its place, so that one that scrolls is made anew. Here each cell begins with a
  // character that is the row's own.
  ['require("object-hash")', '{ sha1: (row) => Object.values(row)[0].codePointAt(0) }'],
  ['(row)}-$' + '{index}`', '(row)}`'],
  // A row whose object is the same as before is not drawn again.
  [
    'return (react_1.default.createElement(ink_1.Box, { flexDirection: "column", key: key },',
    'const draw = () => (react_1.default.createElement(ink_1.Box, { flexDirection: "column" },',
  ],
  [
    'columns, data: row })));',
    'columns, data: row })));\nreturn (react_1.default.createElement(Row, { key, row, widths, draw }));',
  ],
  [
    'const headings = this.getHeadings();',
    'const headings = this.getHeadings();\nconst widths = columns.map(({ width }) => width).join();',
  ],
]);
const row =
  'const Row = React.memo(({ draw }) => draw(), (a, b) => a.row === b.row && a.widths === b.widths);';

/**
 * ink-table 3.1 as an ES module: its CommonJS text with imports in place of the requires, as ink cannot be
 * required (top-level await). Throws when the text is not the one that this was written for.
 */
export function inkTableAsEsm(source: string): string {
  let text = source;
  for (const [call, value] of changes) {
    if (text.split(call).length !== 2) throw new Error(`ink-table has changed: ${call} is not there once`);
    text = text.replace(call, value);
  }
  if (/\brequire\(/.test(text)) throw new Error('ink-table has changed: it requires something new');
  return `import React from 'react';
import * as ink from 'ink';
const exports = {};
${row}
${text}
export default exports.default;
export { Cell, Header, Skeleton };
`;
}
