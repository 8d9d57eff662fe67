import type { ClientKey } from '../../contract/client-key.ts';

/** Each key once, however often it stands in the list. */
export const firstOfEach = (keys: readonly ClientKey[]): readonly ClientKey[] =>
  keys.filter((key) => !key.duplicate);
