import type { ConfigValue } from '../../../contract/config-edit.ts';
import type { SettingRow } from '../../../operations/config/list-settings.ts';

/** A change that is not saved yet. */
export interface PendingChange {
  /** null: the setting is removed, so that its default holds. */
  readonly value: ConfigValue;
  /** What the file said when it was made; undefined: it did not set it. */
  readonly was: ConfigValue | undefined;
}

/** The settings of this server, and the changes that are collected before they are saved. */
export interface ConfigUi {
  /** undefined until loaded. */
  readonly rows: readonly SettingRow[] | undefined;
  /** Why they could not be loaded. */
  readonly problem: string | undefined;
  /** The group that is shown. */
  readonly group: SettingRow['group'];
  /** By path. */
  readonly pending: ReadonlyMap<string, PendingChange>;
}

export const initialConfig: ConfigUi = {
  rows: undefined,
  problem: undefined,
  group: 'server',
  pending: new Map(),
};
