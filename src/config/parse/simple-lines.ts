/** One line of a simple config that is not blank and not a comment. */
export interface SimpleLine {
  readonly indent: number;
  /** A list item. */
  readonly dash: boolean;
  /** Column of what stands behind the dash. */
  readonly inner: number;
  readonly key: string | undefined;
  /** As in the source, quotes included; empty: nothing on this line. */
  readonly value: string;
}

/** Line ends that only some readers know, control characters, and byte order marks. */
const odd = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\r(?!\n)/;

const line =
  /^( *)(- +)?(?:([A-Za-z_][A-Za-z0-9_-]*):(?= |$))? *("[^"\\]*"|'[^']*'|\[\]|\{\}|~?[A-Za-z0-9_./$+-][A-Za-z0-9_./$+@%=()^~-]*(?::[A-Za-z0-9_./$+@%=()^~-]+)*|~)?(?: +#.*| *)$/;

/** Longer runs of blanks are not simple: the pattern above would try every way to share them out. */
const wide = / {64}/;

/** Splits text into the lines that count. undefined: one of them is not of the simple kind. */
export function simpleLines(text: string): SimpleLine[] | undefined {
  if (odd.test(text)) return undefined;
  const lines: SimpleLine[] = [];
  for (const whole of text.split('\n')) {
    const one = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    if (/^ *(#|$)/.test(one)) continue;
    if (wide.test(one)) return undefined;
    const [all, blanks = '', dash = '', key, value = ''] = line.exec(one) ?? [];
    if (all === undefined || /^(-|---.*|\.\.\..*)$/.test(value) || value.startsWith('-')) return undefined;
    const indent = blanks.length;
    lines.push({ indent, dash: dash !== '', inner: indent + dash.length, key, value });
  }
  return lines;
}
