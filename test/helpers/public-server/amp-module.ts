import { isDeepStrictEqual } from 'node:util';
import { type Fields, isFields } from './answers.ts';
import type { RunningConfig } from './types.ts';

/** What v6 really does for clients of Amp: only a change that it notices in a reload reaches it. */
export interface AmpModule {
  /** A reload: compares with what it saw last. */
  update(config: RunningConfig): void;
  /** PATCH changes an entry of the list that the last config is compared with as well, so no change is noticed. */
  patched(upstreamKeys: readonly Fields[]): void;
  /** The key that the upstream is sent for a client key; '' is none. */
  keyFor(clientKey: string): string;
}

export function createAmpModule(first: RunningConfig): AmpModule {
  let last = copyOf(first);
  let inForce = last;
  return {
    update(config) {
      const next = copyOf(config);
      const mappings = isDeepStrictEqual(essence(last), essence(next)) ? inForce.mappings : next.mappings;
      inForce = { ...next, mappings };
      last = next;
    },
    patched(upstreamKeys) {
      const mappings = last.mappings.map(
        (one) => upstreamKeys.find((it) => it['upstream-api-key'] === one['upstream-api-key']) ?? one,
      );
      last = { ...last, mappings: structuredClone(mappings) };
    },
    keyFor(clientKey) {
      const mapping = inForce.mappings.find(({ 'api-keys': keys }) => clientsIn(keys).includes(clientKey));
      return String(mapping?.['upstream-api-key'] ?? inForce.defaultKey);
    },
  };
}

interface Seen {
  readonly defaultKey: string;
  readonly mappings: readonly Fields[];
}

function copyOf({ ampcode }: RunningConfig): Seen {
  const fields = isFields(ampcode) ? ampcode : {};
  const list = fields['upstream-api-keys'];
  return {
    defaultKey: String(fields['upstream-api-key'] ?? ''),
    mappings: structuredClone(Array.isArray(list) ? list.filter(isFields) : []),
  };
}

/** Client keys of an entry in another order are the same to the server. */
const essence = ({ mappings }: Seen) =>
  mappings.map((one) => [one['upstream-api-key'], clientsIn(one['api-keys']).toSorted()]);

const clientsIn = (keys: unknown): string[] => (Array.isArray(keys) ? keys.map(String) : []);
