import type { ClientKey } from '../../contract/client-key.ts';
import type { Desk, Perform } from './desk.ts';

/** Carries out on the key under the cursor. */
export const onKey =
  (perform: (desk: Desk, key: ClientKey) => unknown): Perform =>
  async (desk) => {
    const { selected } = desk.context();
    if (selected) await perform(desk, selected);
  };
