import { fingerprint } from '../../base/secrets/fingerprint.ts';
import { isSampleKey } from '../../base/secrets/sample-keys.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { nameOf } from './name-key.ts';

export const shortestKey = 32;

/** May this text become a client key (A4)? The failure names the reason, never the key. */
export function checkNewKey(text: string): Outcome<string> {
  if (text === '') return failure('invalid', 'The key is empty: give one, or leave it out to have one made.');
  if (/\s/.test(text)) {
    return failure('invalid', 'The key holds white space, which no client can send: give it in one piece.');
  }
  if (!/^[\x21-\x7e]+$/.test(text)) {
    return failure(
      'invalid',
      'The key holds a character that cannot be sent in a header: use letters, digits and plain signs.',
    );
  }
  if (isSampleKey(text)) {
    return failure('invalid', 'That key is from the published examples and anybody knows it: have one made.');
  }
  if (text.length < shortestKey) {
    return failure(
      'invalid',
      `The key has ${text.length} characters and needs at least ${shortestKey}: have one made, or use openssl rand -hex 32.`,
    );
  }
  return success(text);
}

/** The key of the list that equals this text. */
export function equalKey(keys: readonly ClientKey[], text: string): ClientKey | undefined {
  const wanted = fingerprint(text);
  return keys.find((key) => key.fingerprint === wanted);
}

export function alreadyThere(key: ClientKey) {
  return failure('invalid', `That key is in the list already, as ${nameOf(key)}: nothing was done.`);
}

/** The start of a made key, such as `ci-`. */
export function checkPrefix(prefix: string | undefined): Outcome<string> {
  if (prefix === undefined || /^[A-Za-z0-9._~-]{0,32}$/.test(prefix)) return success(prefix ?? '');
  return failure(
    'invalid',
    'The prefix may have up to 32 letters, digits, dots, dashes, underscores and tildes: choose another.',
  );
}
