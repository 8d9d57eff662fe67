import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { type Check, firstOfEach, found, isPublicServer, ofKey } from '../check.ts';

export const sampleKeys: Check = {
  id: 'sample-keys',
  title: 'client keys from the published examples',
  meets: 'A4',
  worst: 'error',
  look(facts) {
    const samples = firstOfEach(facts.state.clientKeys).filter((key) => key.sample);
    const effect = isPublicServer(facts)
      ? 'Anybody knows it, and a public server that is started with one may refuse all clients.'
      : 'Anybody knows it; the embedded server refuses it, other servers let everybody in who tries it.';
    return found(
      samples.map((key) => ({
        subject: key.fingerprint,
        severity: 'error',
        what: `The client key ${nameOf(key)} is one of the published examples.`,
        why: effect,
        remedy: 'Rotate it (R on the screen 2 Keys), or revoke it where nobody uses it (x).',
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
        why: 'A short key can be found by trying.',
        remedy: 'Rotate it: R on the screen 2 Keys, or cli-proxy keys rotate.',
        where: ofKey(facts, key),
      })),
    );
  },
};

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

export const duplicateKeys: Check = {
  id: 'duplicate-keys',
  title: 'client keys that are listed twice',
  meets: 'A4',
  worst: 'warning',
  fixes: 'leaves one entry of the key, which goes on working',
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
          what: `The client key ${nameOf(key)} stands in api-keys ${times === 2 ? 'twice' : `${times} times`}.`,
          why: 'Removing one entry leaves the key working, so that a revoked key would still be let in.',
          remedy: 'Leave one entry of it in config.yaml.',
          where: ofKey(facts, key),
          fix: `${times === 2 ? 'One entry' : `${times - 1} entries`} of ${nameOf(key)} will be taken out of api-keys; one stays, and the key goes on working.`,
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
