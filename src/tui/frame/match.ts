/** How well a text fits; 0 is best, undefined: not at all. */
export type Matcher = (title: string, more?: string) => number | undefined;

/**
 * Fits titles to typed words. Each word must be found: at the start of the title or of a word in it, inside, as
 * letters in order, or in `more` (ids, tips, names in other languages).
 */
export function createMatcher(typed: string): Matcher {
  const words = wordsIn(typed).map((word) => ({ word, loose: letters(word) }));
  return (title, more = '') => {
    if (words.length === 0) return 0;
    const [name, rest] = [title.toLowerCase(), more.toLowerCase()];
    let rank = 0;
    for (const [place, { word, loose }] of words.entries()) {
      const one = rankOf(word, loose, name, rest);
      if (one === undefined) return undefined;
      rank += place === 0 || one > 0 ? one : 1;
    }
    return rank;
  };
}

export const wordsIn = (typed: string): string[] => typed.toLowerCase().split(/\s+/).filter(Boolean);

function rankOf(word: string, loose: RegExp | undefined, name: string, more: string): number | undefined {
  if (name.startsWith(word)) return 0;
  const at = name.indexOf(word);
  if (at > 0) return letter.test(name[at - 1] ?? '') ? 3 : 1;
  if (loose?.test(name)) return 5;
  return more.includes(word) ? 7 : undefined;
}

const letter = /[\p{L}\p{N}]/u;

/** `rtm` in `rotate team-a`: the first letter begins a word, so that short words do not match everything. */
function letters(word: string): RegExp | undefined {
  if (word.length < 2) return undefined;
  const escaped = [...word].map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped.join('.*')}`, 'u');
}
