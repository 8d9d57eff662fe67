import { success } from '../contract/outcome.ts';
import { findProviderKey } from '../operations/find-provider-key.ts';
import { type ProviderKey, providerKeyRows } from '../operations/provider-key-rows.ts';
import type { Call, CommandOutcome } from './command.ts';
import type { Opened } from './world.ts';

export interface OpenedProviderKeys {
  readonly opened: Opened;
  readonly rows: readonly ProviderKey[];
}

/** All provider keys of the config, and those of this environment that are in force without one. */
export async function providerRows(
  call: Call,
  use: 'read' | 'write',
): Promise<CommandOutcome<OpenedProviderKeys>> {
  const opened = await call.world.openBackend(use);
  if (!opened.ok) return opened;
  const loaded = await opened.value.backend.load();
  if (!loaded.ok) return loaded;
  const rows = providerKeyRows(loaded.value.config, call.io.env);
  return success({ opened: opened.value, rows });
}

/** The rows that the words name, all of them or a failure. */
export function rowsNamed(
  rows: readonly ProviderKey[],
  words: readonly string[],
): CommandOutcome<readonly ProviderKey[]> {
  const found: ProviderKey[] = [];
  for (const word of words) {
    const row = findProviderKey(rows, word);
    if (!row.ok) return row;
    found.push(row.value);
  }
  return success(found);
}

/** As a row stands on the screen, for what is asked with its key. */
export const asShown = ({ id, baseUrl }: ProviderKey) => ({ id, shownUrl: baseUrl });
