import { spokenWords } from '../words/spoken.ts';

/**
 * For a screen reader: what is new since the last frame, as plain lines, with the selection in words. A line
 * in which only a time or a position changed is not repeated. Reads the frames of Ink's own screen reader
 * mode, which have no boxes.
 */
export function createSpeaker(): (text: string) => string {
  let said: ReadonlySet<string> = new Set();
  return (text) => {
    const lines = withoutEscapes(text).split('\n').map(inWords).filter(Boolean);
    if (lines.length === 0) return '';
    const fresh = lines.filter((line) => !said.has(gist(line)));
    said = new Set(
      lines.flatMap((line) => [gist(line), gist(line.replace(`${spokenWords().selected} `, ''))]),
    );
    return fresh.map((line) => `${line}\r\n`).join('');
  };
}

const withoutEscapes = (text: string) =>
  text.replace(/\u001B\[[0-9;?]*[A-Za-z]|\u001B\]8;[^\u0007]*\u0007/g, '');

/** The line without times and positions. */
const gist = (line: string): string =>
  line.replace(/\d+ (?:s|min|m|h|d)\b/g, '#').replace(/[\d,]+[–/-][\d,]+(?: of [\d,]+)?/g, '#');

/** Signs as words, without drawing characters. */
function inWords(text: string): string {
  const words = spokenWords();
  let rest = text;
  let said = '';
  const leading = [
    [/^ *[▸>] */, words.selected],
    // The same sign before a state is followed by a space.
    [/^ *[●*](?=\S)/, words.marked],
    [/^ *└ */, words.pair],
    [/^ *– +/, words.noLabel],
  ] as const;
  for (const [sign, word] of leading) {
    if (!sign.test(rest)) continue;
    said += `${word} `;
    rest = rest.replace(sign, '');
  }
  // Lists already say it in words.
  for (const word of [words.selected, words.marked, words.pair]) {
    rest = rest.replace(`${word} –`, `${word} ${words.noLabel}`);
  }
  const spoken = rest
    .replace(/[─-▟⠀-⣿●○◐◌■▾▴▏]/g, ' ')
    .replace(/•+/g, ` ${words.hidden} `)
    .replace(/✕/g, words.error)
    .replace(/\[ ?([^\]]+?) ?\]/g, (_, choice: string) => words.chosen(choice))
    .replace(/ –(?= |$)/g, ` ${words.unknown}`);
  return (said + spoken).replace(/ +/g, ' ').trim();
}
