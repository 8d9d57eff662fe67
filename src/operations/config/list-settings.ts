import type { BackendKind } from '../../backend/backend.ts';
import { valueAt } from '../../base/json/value-at.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { maskSettings } from '../../contract/settings/mask-settings.ts';
import type { Setting, SettingGroup } from '../../contract/settings/setting.ts';
import { allSettings, unknownSettings } from '../../contract/settings/settings.ts';
import type { Inquiry, OperationContext } from '../operation.ts';
import { readerOf } from './change-settings.ts';
import { words } from './words.ts';

/**
 * When a change takes effect: `now`, after a `restart` of the server, at the next `start` of one, or `none`: this
 * server does not use it. `unknown`: nothing is known about the setting.
 */
type SettingEffect = 'now' | 'restart' | 'start' | 'none' | 'unknown';

export interface SettingRow {
  readonly path: string;
  readonly group: SettingGroup | 'unknown';
  /** undefined: no known server has it. */
  readonly setting: Setting | undefined;
  /** As config.yaml sets it, with secrets masked; undefined if it does not. */
  readonly value: ConfigValue | undefined;
  /** What holds otherwise; undefined: nothing, or what the server chooses. */
  readonly usual: string | number | boolean | undefined;
  readonly effect: SettingEffect;
}

/** Every setting that config.yaml may have or has, by group: what the file says, not what a server made of it. */
export const listSettings: Inquiry<Record<never, never>, readonly SettingRow[]> = {
  id: 'list-settings',
  get title() {
    return words().settings.reading;
  },
  audited: false,
  async run(context) {
    const config = await fileConfig(context);
    if (!config.ok) return config;
    return success({ result: rowsOf(config.value, context.backend.kind), message: '', fingerprints: [] });
  },
};

/** What config.yaml says; what the server runs with where the file cannot be read. */
export async function fileConfig({
  backend,
  signal,
  configText,
}: OperationContext): Promise<Outcome<Config>> {
  const text = await backend.readConfigText(signal);
  const parsed = text.ok ? await configText?.parse(text.value.text) : undefined;
  if (parsed?.ok) return parsed;
  const loaded = await backend.load(signal);
  return loaded.ok ? success(loaded.value.config) : loaded;
}

function rowsOf(config: Config, kind: BackendKind): readonly SettingRow[] {
  const reader = readerOf(kind);
  const known = allSettings.map(
    (setting): SettingRow => ({
      path: setting.path,
      group: setting.group,
      setting,
      value: shownValue(config, setting.path),
      usual: setting.default(reader),
      effect: effectOf(setting, kind),
    }),
  );
  const others = unknownSettings(config).map(
    (path): SettingRow => ({
      ...{ path, group: 'unknown', setting: undefined, usual: undefined, effect: 'unknown' },
      value: shownValue(config, path),
    }),
  );
  return [...known, ...others];
}

function effectOf({ usedBy, restart }: Setting, kind: BackendKind): SettingEffect {
  if (!usedBy.includes(readerOf(kind))) return 'none';
  if (kind === 'disk') return 'start';
  return restart ? 'restart' : 'now';
}

function shownValue(config: Config, path: string): ConfigValue | undefined {
  const value = valueAt(config, path);
  return value === undefined || value === null ? undefined : maskSetting(path, value as ConfigValue);
}

/** The value of a setting as it may be shown. */
export function maskSetting(path: string, value: ConfigValue): ConfigValue {
  // A proxy is no secret unless its address names a user.
  if (path === 'proxy-url' && typeof value === 'string' && !value.includes('@')) return value;
  return maskSettings(value, path.split('.').at(-1)) as ConfigValue;
}
