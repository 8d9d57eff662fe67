import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { type Check, firstOfEach, found, isPublicServer, ofKey } from '../check.ts';
import { words } from './words.ts';

export const sampleKeys: Check = {
  id: 'sample-keys',
  get title() {
    return words().sampleKeys.title;
  },
  meets: 'A4',
  worst: 'error',
  look(facts) {
    const samples = firstOfEach(facts.state.clientKeys).filter((key) => key.sample);
    const effect = isPublicServer(facts) ? words().sampleKeys.whyPublic : words().sampleKeys.why;
    return found(
      samples.map((key) => ({
        subject: key.fingerprint,
        severity: 'error',
        what: words().sampleKeys.what(nameOf(key)),
        why: effect,
        remedy: words().sampleKeys.remedy,
        where: ofKey(facts, key),
      })),
    );
  },
};

export const keyLength: Check = {
  id: 'key-length',
  get title() {
    return words().keyLength.title;
  },
  meets: 'A4',
  worst: 'warning',
  look(facts) {
    const short = firstOfEach(facts.state.clientKeys).filter((key) => key.weak && !key.sample);
    return found(
      short.map((key) => ({
        subject: key.fingerprint,
        severity: 'warning',
        what: words().keyLength.what(nameOf(key)),
        why: words().keyLength.why,
        remedy: words().keys.rotate,
        where: ofKey(facts, key),
      })),
    );
  },
};

export const guessableKeys: Check = {
  id: 'guessable-keys',
  get title() {
    return words().guessableKeys.title;
  },
  more: 'long keys with a pattern: repetition, few different characters, 12345…',
  meets: 'A4',
  worst: 'warning',
  look(facts) {
    const keys = firstOfEach(facts.state.clientKeys).filter((key) => !key.weak && !key.sample);
    return found(
      keys.flatMap((key) => {
        const why = patternIn(key.key.reveal());
        if (why === undefined) return [];
        return {
          subject: key.fingerprint,
          severity: 'warning',
          what: words().guessableKeys.what(nameOf(key), why),
          why: words().guessableKeys.why,
          remedy: words().guessableKeys.remedy,
          where: ofKey(facts, key),
        };
      }),
    );
  },
};

/** A random key of 32 characters has 8 different ones practically always, even when it is of digits alone. */
const fewest = 8;

/** What makes the text guessable, as the end of a sentence; undefined if nothing visible. */
function patternIn(key: string): string | undefined {
  const characters = [...key];
  if (repeats(key)) return words().guessableKeys.repeats;
  if (new Set(characters).size < fewest) return words().guessableKeys.few;
  return climbs(characters) ? words().guessableKeys.sequence : undefined;
}

const repeats = (key: string): boolean => (key + key).indexOf(key, 1) < key.length;

/** Three quarters of the steps are to the next character, or to the one before. */
function climbs(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  for (const step of [1, -1]) {
    const ordered = codes.filter((code, at) => at > 0 && isNext(codes[at - 1] ?? 0, code, step)).length;
    if (ordered >= (codes.length - 1) * 0.75) return true;
  }
  return false;
}

/** 9 is followed by 0. */
const isNext = (before: number, code: number, step: number): boolean =>
  code - before === step || (before === (step > 0 ? 57 : 48) && code === (step > 0 ? 48 : 57));

export const duplicateKeys: Check = {
  id: 'duplicate-keys',
  get title() {
    return words().duplicateKeys.title;
  },
  meets: 'A4',
  worst: 'warning',
  fixes: 'removes the extra entries; the key keeps working',
  look(facts) {
    const { clientKeys } = facts.state;
    return found(
      firstOfEach(clientKeys).flatMap((key) => {
        const times = clientKeys.filter(({ fingerprint }) => fingerprint === key.fingerprint).length;
        if (times < 2) return [];
        const path = ['api-keys'];
        const item = key.key.reveal();
        const again = Array.from({ length: times - 1 });
        return {
          subject: key.fingerprint,
          severity: 'warning',
          what: words().duplicateKeys.what(nameOf(key), times),
          why: words().duplicateKeys.why,
          remedy: words().duplicateKeys.remedy,
          where: ofKey(facts, key),
          fix: words().duplicateKeys.fix(times, nameOf(key)),
          repair: {
            kind: 'edits',
            fingerprints: [key.fingerprint],
            edits: again.map((): ConfigEdit => ({ op: 'remove', path, item })),
            back: again.map((): ConfigEdit => ({ op: 'append', path, value: item, after: item })),
          },
        };
      }),
    );
  },
};
