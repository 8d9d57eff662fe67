import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { maskOf } from '../../base/secrets/secret.ts';
import { failure, success } from '../../contract/outcome.ts';
import { gone } from '../client-keys/name-key.ts';
import type { Operation } from '../operation.ts';
import { changeAmp } from './amp-change.ts';
import { clientsIn, mappingsIn, upstreamOf } from './amp-edits.ts';
import { keyOfMapping } from './map-amp-clients.ts';

export interface UnmapAmpClientsInput {
  /** Client keys, also such as are in a mapping and nowhere else; a mapping that loses its last one is removed. */
  readonly clients?: readonly Fingerprint[];
  /** A mapping that goes as a whole, with its upstream key. */
  readonly upstream?: Fingerprint;
}

export interface UnmapAmpClientsResult {
  readonly clients: readonly Fingerprint[];
  readonly removedMask: string | undefined;
}

/** F1: these client keys get the default upstream key of Amp again. */
export const unmapAmpClients: Operation<UnmapAmpClientsInput, UnmapAmpClientsResult> = {
  id: 'unmap-amp-clients',
  title: 'taking Amp mappings away',
  async run(context, { clients = [], upstream }) {
    if (clients.length === 0 && upstream === undefined) {
      return failure('invalid', 'Neither a client key nor a mapping was named: nothing was done.');
    }
    return changeAmp(context, (before) => {
      const mappings = mappingsIn(before);
      const named = new Set(mappings.flatMap((item) => clientsIn(item).map((client) => fingerprint(client))));
      if (clients.some((client) => !named.has(client))) return gone('an Amp mapping of that client key');
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
        ...(clients.length === 0 ? [] : [`${count(clients.length)} mapped no more.`]),
        ...(emptied === 0 ? [] : [removed(emptied)]),
        ...(mask === undefined ? [] : [`The mapping of ${mask} is removed.`]),
      ];
      return success({
        after: { ...before, 'upstream-api-keys': left },
        result: { clients, removedMask: mask },
        message: said.join(' '),
        fingerprints: [...clients, ...(upstream === undefined ? [] : [upstream])],
        undone: 'The Amp mappings are as they were.',
      });
    });
  },
};

const count = (clients: number): string =>
  clients === 1 ? 'The client key is' : `${clients} client keys are`;

const removed = (mappings: number): string =>
  mappings === 1
    ? 'Its mapping had no other client key and is removed.'
    : `${mappings} mappings had no other client key and are removed.`;
