import type { ClientKey } from '../../../contract/client-key.ts';
import { remember } from '../../remember.ts';

const none: readonly ClientKey[] = [];

/** What a person calls the client keys, by fingerprint. */
export const keyNames = remember(
  (keys: readonly ClientKey[] = none, labels: Readonly<Record<string, string>> = {}) => {
    const names = new Map(Object.entries(labels));
    for (const { fingerprint, key, record } of keys) {
      const name = record?.label?.trim() || key.mask;
      names.set(fingerprint, record?.replaces === undefined ? name : `${name} (new)`);
    }
    return names;
  },
);
