import type { ClientKey } from '../contract/client-key.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { nameOf } from './name-key.ts';

/**
 * The key that a person means by a label, a mask, or at least four digits of the fingerprint. The first kind
 * that fits decides; several: `invalid` naming the candidates. The two of a rotation share a label: then the
 * new key is meant by `new:LABEL`, the old one by `old:LABEL`.
 */
export function findClientKey(keys: readonly ClientKey[], text: string): Outcome<ClientKey> {
  const wanted = text.trim();
  if (wanted === '') return failure('invalid', 'Name a key by its label, its mask or its fingerprint.');
  const once = keys.filter(
    (key, index) => keys.findIndex((k) => k.fingerprint === key.fingerprint) === index,
  );
  for (const fits of ways(wanted)) {
    const found = once.filter(fits);
    const [only] = found;
    if (found.length > 1) return ambiguous(wanted, found);
    if (only) return success(only);
  }
  const known = keys.length === 0 ? 'the list is empty' : 'cli-proxy keys list shows them';
  return failure('invalid', `No client key has the label, mask or fingerprint ${shown(wanted)}: ${known}.`);
}

type Fits = (key: ClientKey) => boolean;

function ways(wanted: string): Fits[] {
  const [, side, label] = /^(old|new):(.+)$/.exec(wanted) ?? [];
  const digits = wanted.toLowerCase();
  return [
    (key) => key.record?.label === wanted,
    (key) =>
      side !== undefined &&
      key.record?.label === label &&
      (side === 'old' ? key.record?.retiring !== undefined : key.record?.replaces !== undefined),
    (key) => /^[0-9a-f]{4,16}$/.test(digits) && key.fingerprint.startsWith(digits),
    (key) => key.key.mask === wanted.replace('...', '…'),
    (key) => key.record?.label?.toLowerCase() === digits,
  ];
}

function ambiguous(wanted: string, found: readonly ClientKey[]) {
  const candidates = found.map((key) => {
    const role = key.record?.retiring ? ', retiring' : key.record?.replaces ? ', new' : '';
    return `${nameOf(key)} (${key.key.mask}, ${key.fingerprint}${role})`;
  });
  return failure(
    'invalid',
    `${shown(wanted)} names several keys, use a fingerprint: ${candidates.join('; ')}.`,
  );
}

/** Somebody may have pasted the key itself: it is not repeated. */
function shown(wanted: string): string {
  return wanted.length < 24 ? wanted : 'you gave';
}
