/** Far more than any config has, and far less than what overflows the parser's stack. */
const most = 100;

/**
 * Where the text is nested too deeply for the parser; undefined: nowhere. Asked beforehand, as running out of
 * stack inside the parser can end the whole process, which no `catch` sees. Counts roughly, and never too
 * little.
 */
export function nestedTooDeeply(text: string): number | undefined {
  const indents: number[] = [];
  let brackets = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const [lead = ''] = /^[ \t]*(?:[-?:][ \t]+)*/.exec(line) ?? [];
    if (lead.length < line.trimEnd().length) {
      const column = lead.length;
      while ((indents.at(-1) ?? -1) >= column) indents.pop();
      indents.push(column);
      const compact = (lead.match(/[-?:]/g) ?? []).length;
      for (let at = column; at < line.length; at++) {
        const character = line[at];
        if (character === '[' || character === '{') brackets++;
        else if ((character === ']' || character === '}') && brackets > 0) brackets--;
        if (brackets > most) return start + at;
      }
      if (indents.length > most || compact > most) return start + column;
    }
    start += line.length + 1;
  }
  return undefined;
}
