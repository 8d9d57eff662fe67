import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { maskOf, type Secret } from '../../base/secrets/secret.ts';
import { commas } from '../../base/text/commas.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { checkSecret } from '../../providers/fields/field-checks.ts';
import { gone, keyOf, nameOf } from '../client-keys/find-client-key.ts';
import type { Operation } from '../operation.ts';
import { type Amp, type AmpMappingItem, changeAmp, clientsIn, mappingsIn, upstreamOf } from './change-amp.ts';
import { words } from './words.ts';

interface MapAmpClientsInput {
  /** Client keys. */
  readonly clients: readonly Fingerprint[];
  /** Of an existing mapping, or a key, for which a mapping is created if needed. */
  readonly upstream: Fingerprint | Secret;
}

interface MapAmpClientsResult {
  readonly mask: string;
  readonly clients: readonly string[];
}

/** F1, F2: these client keys get this upstream key at Amp, and no other mapping names them. */
export const mapAmpClients: Operation<MapAmpClientsInput, MapAmpClientsResult> = {
  id: 'map-amp-clients',
  get title() {
    return words().map.title;
  },
  async run(context, { clients, upstream }) {
    if (clients.length === 0) return failure('invalid', words().map.noClient);
    const wrong = typeof upstream === 'string' ? undefined : checkSecret(upstream.reveal());
    if (wrong !== undefined) return failure('invalid', wrong);
    return changeAmp(context, (before, { clientKeys }) => {
      const named = keysOf(clientKeys, clients);
      if (!named.ok) return named;
      const key = typeof upstream === 'string' ? keyOfMapping(before, upstream) : success(upstream.reveal());
      if (!key.ok) return key;
      const names = named.value.map(nameOf);
      const what = names.length === 1 ? `${names[0]}` : words().keys(names.length);
      const mask = maskOf(key.value);
      const values = named.value.map((client) => client.key.reveal());
      return success({
        after: { ...before, 'upstream-api-keys': mapped(before, key.value, values) },
        result: { mask, clients: names },
        message: words().map.done(what, mask, withoutUrl(before)),
        fingerprints: [fingerprint(key.value), ...clients],
        undone: words().map.undone(what),
      });
    });
  },
};

function mapped(before: Amp, upstream: string, clients: readonly string[]): AmpMappingItem[] {
  let found = false;
  const items = mappingsIn(before).map((item): AmpMappingItem => {
    const here = upstreamOf(item) === upstream && !found;
    found ||= here;
    const others = clientsIn(item).filter((client) => !clients.includes(client));
    if (!here) return others.length === clientsIn(item).length ? item : { ...item, 'api-keys': others };
    const stay = clientsIn(item);
    return { ...item, 'api-keys': [...stay, ...clients.filter((client) => !stay.includes(client))] };
  });
  return found ? items : [...items, { 'upstream-api-key': upstream, 'api-keys': [...clients] }];
}

function keysOf(keys: readonly ClientKey[], wanted: readonly Fingerprint[]): Outcome<ClientKey[]> {
  const found: ClientKey[] = [];
  for (const print of new Set(wanted)) {
    const key = keyOf(keys, print);
    if (!key.ok) return key;
    found.push(key.value);
  }
  return success(found);
}

/** The upstream key of a mapping by its fingerprint; gone: `conflict`. */
function keyOfMapping(amp: Amp, wanted: Fingerprint): Outcome<string> {
  const item = mappingsIn(amp).find((one) => fingerprint(upstreamOf(one)) === wanted);
  return item ? success(upstreamOf(item)) : gone(words().map.gone);
}

const withoutUrl = (amp: Amp): string => (amp['upstream-url'] ? '' : words().map.off);

interface UnmapAmpClientsInput {
  /**
   * Client keys, also such as are in a mapping and nowhere else; a mapping that loses its last one is
   * removed.
   */
  readonly clients?: readonly Fingerprint[];
  /** A mapping that is removed as a whole, with its upstream key. */
  readonly upstream?: Fingerprint;
}

interface UnmapAmpClientsResult {
  readonly clients: readonly Fingerprint[];
  readonly removedMask: string | undefined;
}

/** F1: these client keys get the default upstream key of Amp again. */
export const unmapAmpClients: Operation<UnmapAmpClientsInput, UnmapAmpClientsResult> = {
  id: 'unmap-amp-clients',
  get title() {
    return words().unmap.title;
  },
  async run(context, { clients = [], upstream }) {
    if (clients.length === 0 && upstream === undefined) {
      return failure('invalid', words().unmap.nothing);
    }
    return changeAmp(context, (before) => {
      const mappings = mappingsIn(before);
      const named = new Set(mappings.flatMap((item) => clientsIn(item).map((client) => fingerprint(client))));
      if (clients.some((client) => !named.has(client))) return gone(words().unmap.gone);
      const whole = upstream === undefined ? undefined : keyOfMapping(before, upstream);
      if (whole && !whole.ok) return whole;
      const going = new Set<string>(clients);
      const left = mappings
        .filter((item) => upstreamOf(item) !== whole?.value)
        .flatMap((item) => {
          const stay = clientsIn(item).filter((client) => !going.has(fingerprint(client)));
          if (stay.length === clientsIn(item).length) return [item];
          return stay.length === 0 ? [] : [{ ...item, 'api-keys': stay }];
        });
      const emptied = mappings.length - left.length - (whole ? 1 : 0);
      const mask = whole && maskOf(whole.value);
      const said = [
        ...(clients.length === 0 ? [] : [words().unmap.clients(clients.length)]),
        ...(emptied === 0 ? [] : [removed(emptied)]),
        ...(mask === undefined ? [] : [words().unmap.mapping(mask)]),
      ];
      return success({
        after: { ...before, 'upstream-api-keys': left },
        result: { clients, removedMask: mask },
        message: said.join(commas().sentences),
        fingerprints: [...clients, ...(upstream === undefined ? [] : [upstream])],
        undone: words().unmap.undone,
      });
    });
  },
};

const removed = (mappings: number): string =>
  mappings === 1 ? words().unmap.itsKey : words().unmap.theirKeys(mappings);
