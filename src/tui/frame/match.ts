/**
 * How well typed words fit a title; 0 is best, undefined: not at all. Each word must be found: at the start of the
 * title or of a word in it, inside, as letters in order, or in `more` (ids, tips, names in other languages).
 */
export function matchRank(typed: string, title: string, more = ''): number | undefined {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [name, rest] = [title.toLowerCase(), more.toLowerCase()];
  let rank = 0;
  for (const [place, word] of words.entries()) {
    const one = wordRank(word, name, rest);
    if (one === undefined) return undefined;
    rank += place === 0 || one > 0 ? one : 1;
  }
  return rank;
}

function wordRank(word: string, name: string, more: string): number | undefined {
  if (name.startsWith(word)) return 0;
  const at = name.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(name[at - 1] ?? '') ? 3 : 1;
  if (lettersInOrder(word, name)) return 5;
  return more.includes(word) ? 7 : undefined;
}

/** `rtm` in `rotate team-a`: the first letter begins a word, so that short words do not match everything. */
function lettersInOrder(word: string, name: string): boolean {
  if (word.length < 2) return false;
  const letters = [...word].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])${letters.join('.*')}`, 'u').test(name);
}
