import { parseJson } from '../../base/json/parse-json.ts';
import type { Config } from '../../contract/config.ts';
import { strategyNamed } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { providerLists } from '../../contract/provider-lists.ts';
import { type SettingPath, settings } from '../../contract/routes.ts';
import { json } from '../http/answer.ts';
import type { ManagementHandler } from './management-request.ts';
import { writeConfig } from './write-config.ts';

/** Scalars of the Amp block, as the public server v6 has them. */
const ampKinds = {
  'ampcode/upstream-url': 'trimmed',
  'ampcode/upstream-api-key': 'trimmed',
  'ampcode/restrict-management-to-localhost': 'boolean',
  'ampcode/force-model-mappings': 'boolean',
} as const;
export const ampSettings = Object.keys(ampKinds) as (keyof typeof ampKinds)[];

const scalars = { ...settings, ...ampKinds };
type ScalarPath = keyof typeof scalars;

/** Defaults of settings that config.yaml does not set; others have the zero of their type. */
const defaults: Partial<Record<ScalarPath, ConfigValue>> = {
  // G1: a WebSocket client needs a key by default.
  'ws-auth': true,
  // Usage is recorded by default (H2).
  'usage-statistics-enabled': true,
  'error-logs-max-files': 10,
  'routing/strategy': 'round-robin',
};

/** Recorded: a negative number is not refused but becomes this. */
const instead: Partial<Record<ScalarPath, number>> = {
  'logs-max-total-size-mb': 0,
  'error-logs-max-files': 10,
};

type Kind = (typeof scalars)[ScalarPath];
type Reading = { readonly value: ConfigValue } | { readonly error: string };

const kinds: Readonly<Record<Kind, { zero: ConfigValue; read: (value: unknown) => Reading }>> = {
  boolean: { zero: false, read: (value) => (typeof value === 'boolean' ? { value } : invalidBody) },
  integer: {
    zero: 0,
    read: (value) => (Number.isSafeInteger(value) ? { value: Number(value) } : invalidBody),
  },
  string: { zero: '', read: (value) => (typeof value === 'string' ? { value } : invalidBody) },
  trimmed: {
    zero: '',
    read: (value) => (typeof value === 'string' ? { value: value.trim() } : invalidBody),
  },
  strategy: {
    zero: '',
    read: (value) => {
      if (typeof value !== 'string') return invalidBody;
      const strategy = strategyNamed(value);
      return strategy === undefined ? { error: 'invalid strategy' } : { value: strategy };
    },
  },
};
const invalidBody = { error: 'invalid body' };

/** The value in force of one scalar setting. */
export function settingOf(config: Config, path: ScalarPath): ConfigValue {
  let value: unknown = config;
  for (const part of path.split('/')) value = (value as Record<string, unknown> | null | undefined)?.[part];
  return (value as ConfigValue | undefined) ?? defaults[path] ?? kinds[scalars[path]].zero;
}

export const getSetting =
  (path: ScalarPath): ManagementHandler =>
  async ({ activeConfig }) =>
    json(200, { [path.split('/').at(-1) ?? path]: settingOf(activeConfig.state.config, path) });

/** PUT and PATCH are the same, as recorded. */
export const putSetting =
  (path: ScalarPath): ManagementHandler =>
  async (call) => {
    const body = parseJson(call.body);
    const sent =
      typeof body === 'object' && body !== null ? (body as Record<string, unknown>).value : undefined;
    const reading = kinds[scalars[path]].read(sent);
    if ('error' in reading) return json(400, { error: reading.error });
    const clamped = instead[path];
    const negative = typeof reading.value === 'number' && reading.value < 0;
    return set(path, negative && clamped !== undefined ? clamped : reading.value)(call);
  };

/** DELETE, where recorded (proxy-url): back to the empty value. */
export const clearSetting = (path: ScalarPath): ManagementHandler => set(path, kinds[scalars[path]].zero);

const set =
  (path: ScalarPath, value: ConfigValue): ManagementHandler =>
  (call) =>
    writeConfig(call, () => [{ op: 'set', path: path.split('/'), value }]);

/** Recorded: left out are the listen address and secrets. */
const hidden = new Set(['host', 'port', 'auth-dir', 'remote-management', 'usage-database']);

/** The whole active config, kebab-case, with every scalar setting and list that a console relies on. */
export const getConfig: ManagementHandler = async ({ activeConfig }) => {
  const { config } = activeConfig.state;
  const answer: Record<string, unknown> = {
    'api-keys': [],
    tls: { enable: false, cert: '', key: '' },
    // Recorded: empty lists are null.
    ...Object.fromEntries(providerLists.map((name) => [name, null])),
  };
  for (const [name, value] of Object.entries(config))
    if (!hidden.has(name) && value !== null && value !== undefined) answer[name] = value;
  for (const path of Object.keys(settings) as SettingPath[]) {
    const [group = path, name] = path.split('/');
    const value = settingOf(config, path);
    if (name === undefined) answer[group] = value;
    else answer[group] = { ...(answer[group] as Record<string, unknown> | undefined), [name]: value };
  }
  return json(200, answer);
};
