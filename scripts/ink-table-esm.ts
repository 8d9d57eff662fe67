/** The three things that ink-table takes by `require`, and how an ES module takes them. */
const imports = new Map([
  ['__importDefault(require("react"))', '{ default: React }'],
  ['require("ink")', 'ink'],
  // Of a row it takes the hash and the place as a key; the place is enough, and a hash of each takes 1 ms a frame.
  ['require("object-hash")', "{ sha1: () => '' }"],
]);

/**
 * ink-table 3.1 as an ES module: its CommonJS text with imports in place of the requires, as ink cannot be
 * required (top-level await). Throws when the text is not the one that this was written for.
 */
export function inkTableAsEsm(source: string): string {
  let text = source;
  for (const [call, value] of imports) {
    if (text.split(call).length !== 2) throw new Error(`ink-table has changed: ${call} is not there once`);
    text = text.replace(call, value);
  }
  if (/\brequire\(/.test(text)) throw new Error('ink-table has changed: it requires something new');
  return `import React from 'react';
import * as ink from 'ink';
const exports = {};
${text}
export default exports.default;
export { Cell, Header, Skeleton };
`;
}
