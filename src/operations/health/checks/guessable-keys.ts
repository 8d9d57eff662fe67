import { nameOf } from '../../client-keys/name-key.ts';
import { type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

export const guessableKeys: Check = {
  id: 'guessable-keys',
  title: 'client keys that are easy to guess',
  more: 'long ones with a pattern: a repeated piece, few different characters, 12345…',
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
          why: 'Its length protects nobody when its characters follow a pattern.',
          remedy: 'Rotate it: R on the screen 2 Keys, or cli-proxy keys rotate, which makes a random one.',
          where: ofKey(facts, key),
        };
      }),
    );
  },
};

/** A random key of 32 characters has 8 different ones practically always, even when it is of digits alone. */
const fewest = 8;

/** What makes the text guessable, as the end of a sentence; undefined: nothing that can be seen. */
function patternIn(key: string): string | undefined {
  const characters = [...key];
  if (repeats(key)) return 'it repeats one piece';
  if (new Set(characters).size < fewest) return 'it has very few different characters';
  return climbs(characters) ? 'its characters stand in their order, as in abcd or 4321' : undefined;
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
