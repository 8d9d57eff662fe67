import { stripControl } from '../base/terminal-text.ts';
import type { ClientKey } from '../contract/client-key.ts';

const longest = 64;

/** A label or purpose as it is kept: no control characters, at most 64 graphemes; undefined: nothing left. */
export function cleanLabel(text: string | null | undefined): string | undefined {
  const clean = stripControl(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  if (clean === '') return undefined;
  if (clean.length <= longest) return clean;
  const graphemes = [...new Intl.Segmenter().segment(clean)].slice(0, longest);
  return graphemes
    .map(({ segment }) => segment)
    .join('')
    .trim();
}

/** A sentence when another key has this label already; only the two of a rotation share one. */
export function sameLabelWarning(keys: readonly ClientKey[], label: string | undefined): string {
  if (label === undefined || !keys.some((key) => key.record?.label === label)) return '';
  return ` Another key is called ${label} too: name them by fingerprint.`;
}
