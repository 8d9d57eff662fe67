import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { AmpView } from '../../../operations/amp/show-amp.ts';

type AmpMapping = AmpView['mappings'][number];

/** The mapping whose upstream key a person means, by its mask or at least four digits of its fingerprint. */
export function findMapping({ mappings }: AmpView, word: string): Outcome<AmpMapping> {
  const wanted = word.trim();
  const found = mappings.filter(
    ({ upstream }) =>
      upstream.mask === wanted.replace('...', '…') ||
      (/^[0-9a-f]{4,16}$/.test(wanted) && upstream.fingerprint.startsWith(wanted)),
  );
  const [first, ...others] = found;
  if (first && others.length === 0) return success(first);
  const shown = wanted.length < 24 ? wanted : 'you gave';
  if (!first) {
    return failure(
      'invalid',
      `No Amp mapping has the mask or fingerprint ${shown}: cli-proxy amp show lists them.`,
    );
  }
  const candidates = found.map(({ upstream }) => `${upstream.mask}, ${upstream.fingerprint}`).join('; ');
  return failure('invalid', `${shown} names several Amp mappings, use a fingerprint: ${candidates}.`);
}

/** The client keys of mappings that a word means, which need not be client keys of the server any more. */
export function mappedClients({ mappings }: AmpView, word: string): readonly AmpMapping['clients'][number][] {
  const wanted = word.trim();
  return mappings
    .flatMap(({ clients }) => clients)
    .filter(
      ({ fingerprint, label, mask }) =>
        label === wanted ||
        mask === wanted.replace('...', '…') ||
        (/^[0-9a-f]{4,16}$/.test(wanted) && fingerprint.startsWith(wanted)),
    );
}
