import { fingerprint } from '../../base/secrets/fingerprint.ts';
import { isSampleKey } from '../../base/secrets/sample-keys.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { nameOf } from './find-client-key.ts';
import { words } from './words.ts';

const shortestKey = 32;

/** May this text become a client key (A4)? The failure names the reason, never the key. */
export function checkNewKey(text: string): Outcome<string> {
  if (text === '') return failure('invalid', words().input.empty);
  if (/\s/.test(text)) {
    return failure('invalid', words().input.space);
  }
  if (!/^[\x21-\x7e]+$/.test(text)) {
    return failure('invalid', words().input.characters);
  }
  if (isSampleKey(text)) {
    return failure('invalid', words().input.sample);
  }
  if (text.length < shortestKey) {
    return failure('invalid', words().input.short(text.length, shortestKey));
  }
  return success(text);
}

/** The key of the list that equals this text. */
export function equalKey(keys: readonly ClientKey[], text: string): ClientKey | undefined {
  const wanted = fingerprint(text);
  return keys.find((key) => key.fingerprint === wanted);
}

export function alreadyThere(key: ClientKey) {
  return failure('invalid', words().input.there(nameOf(key)));
}

/** The start of a made key, such as `ci-`. */
export function checkPrefix(prefix: string | undefined): Outcome<string> {
  if (prefix === undefined || /^[A-Za-z0-9._~-]{0,32}$/.test(prefix)) return success(prefix ?? '');
  return failure('invalid', words().input.prefix);
}

const longest = 64;

/** A label or purpose as it is stored, at most 64 graphemes; undefined if none. */
export function readLabel(
  what: 'label' | 'purpose',
  text: string | null | undefined,
): Outcome<string | undefined> {
  const label = (text ?? '').replace(/ +/g, ' ').trim();
  if (label === '') return success(undefined);
  if (hasHidden(label)) return failure('invalid', words().input.hidden(what));
  const length = label.length <= longest ? label.length : [...new Intl.Segmenter().segment(label)].length;
  if (length > longest) return failure('invalid', words().input.long(what, length, longest));
  return success(label);
}

/** A sentence when another key has this label already; only the two of a rotation share one. */
export function sameLabelWarning(keys: readonly ClientKey[], label: string | undefined): string {
  if (label === undefined || !keys.some((key) => key.record?.label === label)) return '';
  return words().input.sameLabel(label);
}
