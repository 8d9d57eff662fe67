import { hasHidden } from '../../base/text/terminal-text.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';

const longest = 64;

/** A label or purpose as it is stored, at most 64 graphemes; undefined: none. */
export function readLabel(
  what: 'label' | 'purpose',
  text: string | null | undefined,
): Outcome<string | undefined> {
  const label = (text ?? '').replace(/ +/g, ' ').trim();
  if (label === '') return success(undefined);
  if (hasHidden(label))
    return failure('invalid', `The ${what} contains control or invisible characters: type it again.`);
  const length = label.length <= longest ? label.length : [...new Intl.Segmenter().segment(label)].length;
  if (length > longest)
    return failure('invalid', `The ${what} has ${length} characters; use ${longest} or fewer.`);
  return success(label);
}

/** A sentence when another key has this label already; only the two of a rotation share one. */
export function sameLabelWarning(keys: readonly ClientKey[], label: string | undefined): string {
  if (label === undefined || !keys.some((key) => key.record?.label === label)) return '';
  return ` Another key is called ${label} too: name them by fingerprint.`;
}
