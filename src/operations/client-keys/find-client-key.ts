import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { isFingerprint, isMask, itemsMeant, suggestItems, type Use } from '../find-item.ts';
import { words } from './words.ts';

/**
 * The key that a person means by a label, a mask or a fingerprint; to read, also by the start of one (`itemsMeant`).
 * Several keys: `invalid` naming the candidates. The two of a rotation share a label: `old:LABEL` and `new:LABEL`
 * distinguish them, and so does `ofPair` where an action is about one side alone.
 */
export function findClientKey(
  keys: readonly ClientKey[],
  text: string,
  use: Use,
  ofPair?: 'old' | 'new',
): Outcome<ClientKey> {
  const found = keysMeant(keys, text, use);
  if (!found.ok) return found;
  const [first] = found.value;
  const only = found.value.length > 1 ? sideOf(found.value, ofPair) : first;
  return only ? success(only) : ambiguous(text.trim(), found.value);
}

/**
 * As above, but a label that the two of a rotation share means both: for an action on all keys with the
 * label.
 */
export function findKeyOrPair(keys: readonly ClientKey[], text: string): Outcome<readonly ClientKey[]> {
  const found = keysMeant(keys, text, 'write');
  if (!found.ok || found.value.length < 2 || sideOf(found.value, 'old')) return found;
  return ambiguous(text.trim(), found.value);
}

/** One key at least. */
function keysMeant(keys: readonly ClientKey[], text: string, use: Use): Outcome<readonly ClientKey[]> {
  const wanted = text.trim();
  if (wanted === '') return failure('invalid', 'Give a key by its label, mask or fingerprint.');
  const once = keys.filter((key) => key.id === key.fingerprint);
  const found = itemsMeant(once, ways(wanted, use), use);
  if (found.length > 0) return success(found);
  const known = keys.length === 0 ? 'There are no client keys.' : 'See cli-proxy keys list.';
  const meant = suggestItems(
    wanted,
    keys.flatMap(({ record, key, fingerprint }) => [record?.label, key.mask, fingerprint]),
  );
  return failure(
    'invalid',
    `No client key has the label, mask or fingerprint ${shown(wanted)}.${meant} ${known}`,
  );
}

/** Of exactly the two keys of one rotation, the wanted one. */
function sideOf(found: readonly ClientKey[], side: 'old' | 'new' | undefined): ClientKey | undefined {
  const old = found.find((key) => key.record?.retiring);
  const replacement = found.find((key) => key.fingerprint === old?.record?.retiring?.replacedBy);
  if (side === undefined || found.length !== 2 || !old || !replacement) return undefined;
  return side === 'old' ? old : replacement;
}

type Matcher = (key: ClientKey) => boolean;

function ways(wanted: string, use: Use): Matcher[] {
  const [, side, label] = /^(old|new):(.+)$/.exec(wanted) ?? [];
  const folded = wanted.toLowerCase();
  const starts = (key: ClientKey) => key.record?.label?.toLowerCase().startsWith(folded) === true;
  return [
    (key) => key.record?.label === wanted,
    (key) =>
      side !== undefined &&
      key.record?.label === label &&
      (side === 'old' ? key.record?.retiring !== undefined : key.record?.replaces !== undefined),
    (key) => key.record?.label?.toLowerCase() === folded,
    // One kind: who copies four characters from a screen may have them from either.
    (key) => isMask(key.key.mask, wanted, use) || isFingerprint(key.fingerprint, wanted, use),
    ...(use === 'read' ? [starts] : []),
  ];
}

function ambiguous(wanted: string, found: readonly ClientKey[]) {
  const candidates = found.map((key) => {
    const role = key.record?.retiring ? ', retiring' : key.record?.replaces ? ', new' : '';
    const mask = key.record?.label === undefined ? '' : `${key.key.mask}, `;
    return `${nameOf(key)} (${mask}${key.fingerprint}${role})`;
  });
  return failure(
    'invalid',
    `Several keys match ${shown(wanted)}. Use a fingerprint: ${candidates.join('; ')}.`,
  );
}

/** It may be a pasted key, so it is not repeated. */
function shown(wanted: string): string {
  return wanted.length < 24 ? wanted : 'you gave';
}

/** The name of a key in messages: its label or its mask. */
export function nameOf(key: ClientKey): string {
  return key.record?.label ?? key.key.mask;
}

/** The key that was named on the screen, as the list has it now; gone: `conflict`. */
export function keyOf(keys: readonly ClientKey[], wanted: Fingerprint): Outcome<ClientKey> {
  const found = keys.find((key) => key.fingerprint === wanted);
  return found ? success(found) : gone(words().withFingerprint(wanted));
}

export function gone(what: string): Failure {
  return failure('conflict', words().gone(what));
}
