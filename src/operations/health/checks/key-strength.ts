import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { type Check, firstOfEach, found, isPublicServer, ofKey } from '../check.ts';

export const sampleKeys: Check = {
  id: 'sample-keys',
  title: 'client keys from published examples',
  meets: 'A4',
  worst: 'error',
  look(facts) {
    const samples = firstOfEach(facts.state.clientKeys).filter((key) => key.sample);
    const effect = isPublicServer(facts)
      ? 'The key is public, and a public server started with it may reject all clients.'
      : 'The key is public. The embedded server rejects it; other servers accept anyone who tries it.';
    return found(
      samples.map((key) => ({
        subject: key.fingerprint,
        severity: 'error',
        what: `The client key ${nameOf(key)} is a published example.`,
        why: effect,
        remedy: 'Rotate it (R on screen 2 Keys), or revoke it if it is unused (x).',
        where: ofKey(facts, key),
      })),
    );
  },
};

export const keyLength: Check = {
  id: 'key-length',
  title: 'client keys shorter than 32 characters',
  meets: 'A4',
  worst: 'warning',
  look(facts) {
    const short = firstOfEach(facts.state.clientKeys).filter((key) => key.weak && !key.sample);
    return found(
      short.map((key) => ({
        subject: key.fingerprint,
        severity: 'warning',
        what: `The client key ${nameOf(key)} is shorter than 32 characters.`,
        why: 'Short keys can be brute-forced.',
        remedy: 'Rotate it: R on screen 2 Keys, or cli-proxy keys rotate.',
        where: ofKey(facts, key),
      })),
    );
  },
};

export const guessableKeys: Check = {
  id: 'guessable-keys',
  title: 'client keys that are easy to guess',
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
          what: `The client key ${nameOf(key)} is easy to guess: ${why}.`,
          why: 'A long key is not safe if its characters follow a pattern.',
          remedy: 'Rotate it to a random key: R on screen 2 Keys, or cli-proxy keys rotate.',
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
  if (repeats(key)) return 'it repeats itself';
  if (new Set(characters).size < fewest) return 'it has very few different characters';
  return climbs(characters) ? 'its characters are in sequence, as in abcd or 4321' : undefined;
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
  title: 'client keys listed more than once',
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
          what: `The client key ${nameOf(key)} is in api-keys ${times === 2 ? 'twice' : `${times} times`}.`,
          why: 'If only one entry is removed, the key is still accepted.',
          remedy: 'Keep only one entry of it in config.yaml.',
          where: ofKey(facts, key),
          fix: `Removes ${times === 2 ? 'one entry' : `${times - 1} entries`} of ${nameOf(key)} from api-keys. One entry stays, and the key keeps working.`,
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
