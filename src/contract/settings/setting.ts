import { proxyAddress } from '../../base/proxy-address.ts';
import type { ConfigValue } from '../config-edit.ts';
import { words } from './words.ts';

/** Where a setting is shown, in this order. */
// biome-ignore format: short names
export const settingGroups = [
  'server', 'tls', 'management', 'clients', 'routing', 'quota', 'streaming', 'providers', 'oauth', 'amp', 'usage',
  'logging', 'plugins', 'advanced',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** The programs that read config.yaml: the embedded server, and both generations of the public server. */
export type Reader = 'ours' | 'v7' | 'v6';

/** Seconds, days, mebibytes, bytes, percent. */
type Unit = 's' | 'd' | 'MiB' | 'B' | '%';

export type SettingType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly unit?: Unit | undefined }
  /** As Go reads it: `90s`, `1h30m`, `250ms`. */
  | { readonly kind: 'duration' }
  | { readonly kind: 'choice'; readonly options: readonly (string | boolean)[] }
  | { readonly kind: 'text' | 'url' | 'address' | 'proxy' | 'secret' }
  /** Texts. */
  | { readonly kind: 'list' }
  /** Lists and mappings with a structure of their own, changed as YAML or on their screen. */
  | { readonly kind: 'data' };

/** Where lists of keys and secrets are changed. */
type SettingScreen = 'client-keys' | 'providers' | 'amp' | 'secret';

/** A setting of config.yaml. */
export interface Setting {
  /** Dotted, from the top of the file. */
  readonly path: string;
  readonly group: SettingGroup;
  readonly type: SettingType;
  /** What holds while the file does not set it; undefined: nothing, or what the server chooses. */
  readonly default: (reader: Reader) => string | number | boolean | undefined;
  /** One line. */
  readonly help: string;
  /** The servers that use it. */
  readonly usedBy: readonly Reader[];
  /** It is read only when a server starts. */
  readonly restart: boolean;
  /** Why the embedded server does nothing with it; undefined: it uses it. */
  readonly idle?: string | undefined;
  /** What a value opens or exposes, for the question before it is saved. */
  readonly danger?: {
    readonly when: (value: ConfigValue | undefined, reader: Reader) => boolean;
    readonly says: string;
  };
  readonly screen?: SettingScreen | undefined;
}

const goDuration = /^(0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;
const hostAndPort = /^(\[[0-9a-f:.]+\]|[^\s:[\]]*):(\d{1,5})$/i;

/** Why the value does not fit, to follow the name of the setting: `must be true or false`; undefined if it fits. */
export function problemOf({ type }: Pick<Setting, 'type'>, value: ConfigValue): string | undefined {
  const isText = typeof value === 'string';
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : words().must.flag;
    case 'integer':
      return integerProblem(type, value);
    case 'duration':
      return isText && (value === '' || goDuration.test(value)) ? undefined : words().must.duration;
    case 'choice':
      return type.options.includes(value as string | boolean)
        ? undefined
        : words().must.choice(orList(type.options), quoted(value));
    case 'url':
      return isText && (value === '' || (/^https?:\/\//i.test(value) && URL.canParse(value)))
        ? undefined
        : words().must.url;
    case 'proxy':
      return isText && proxyAddress(value) ? undefined : words().must.proxy;
    case 'address':
      return isText && (value === '' || Number(hostAndPort.exec(value)?.[2] ?? 65_536) <= 65_535)
        ? undefined
        : words().must.address;
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? undefined
        : words().must.texts;
    case 'data':
      return typeof value === 'object' ? undefined : words().must.data;
    default:
      return isText ? undefined : words().must.text;
  }
}

function integerProblem({ min, max }: { min: number; max: number }, value: ConfigValue): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return words().must.number;
  if (value < min) return words().must.least(min, value);
  return value > max ? words().must.most(max, value) : undefined;
}

/** `a, b or c`. */
const orList = (options: readonly (string | boolean)[]): string =>
  words().must.or(options.slice(0, -1).join(', '), String(options.at(-1)));

const quoted = (value: ConfigValue): string =>
  JSON.stringify(typeof value === 'string' ? value.slice(0, 40) : value)
    .slice(0, 60)
    .replace(/[\u007f-\u009f\u2028\u2029]/g, '?');

/** A typed text as a value of this type; the text itself where it is none, which the check then refuses. */
export function readSetting({ type }: Pick<Setting, 'type'>, text: string): ConfigValue {
  const plain = text.trim();
  if (type.kind === 'boolean' || type.kind === 'choice') {
    if (plain === 'true' || plain === 'false') return plain === 'true';
    return plain;
  }
  if (type.kind === 'integer') return /^-?\d{1,15}$/.test(plain) ? Number(plain) : plain;
  if (type.kind !== 'list' && type.kind !== 'data') return plain;
  if (/^[[{]/.test(plain)) {
    try {
      return JSON.parse(plain) as ConfigValue;
    } catch {
      return plain;
    }
  }
  if (type.kind === 'data') return plain;
  return plain
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
