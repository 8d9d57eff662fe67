import { createHash } from 'node:crypto';
import { type Fields, isFields } from './answers.ts';
import type { RunningConfig } from './types.ts';

/** What sets one provider list apart from the others (contract README, "provider key lists"). */
export interface ProviderList {
  readonly name: string;
  /** Fields that PATCH takes; every other one is ignored without a word. */
  readonly patchable: readonly string[];
  /** Entries without base-url are dropped. */
  readonly needsBaseUrl?: boolean;
  /** base-url, proxy-url and models are shown even when empty. */
  readonly shownEmpty?: boolean;
  /** DELETE of an unknown key is 404. */
  readonly strictDelete?: boolean;
  readonly v7Only?: boolean;
}

const all = [
  'api-key',
  'base-url',
  'prefix',
  'proxy-url',
  'headers',
  'excluded-models',
  'weight',
  'disable-cooling',
  'request-retry',
];
const rules = 'request-scoped-errors';

export const providerLists: readonly ProviderList[] = [
  { name: 'gemini-api-key', patchable: [...all, rules], strictDelete: true },
  { name: 'interactions-api-key', patchable: [...all, rules], strictDelete: true, v7Only: true },
  {
    name: 'claude-api-key',
    patchable: [...all, rules, 'models', 'fingerprint-profile', 'rebuild-mid-system-message'],
    shownEmpty: true,
  },
  {
    name: 'codex-api-key',
    patchable: [...all, rules, 'models', 'alpha-search'],
    shownEmpty: true,
    needsBaseUrl: true,
  },
  {
    name: 'xai-api-key',
    patchable: [...all, rules, 'models', 'priority', 'websockets'],
    shownEmpty: true,
    needsBaseUrl: true,
    v7Only: true,
  },
  { name: 'vertex-api-key', patchable: [...all, 'models'] },
];

/** Brings every provider list of a config into the shape that the server shows. */
export function readEntries(config: RunningConfig): RunningConfig {
  for (const list of providerLists) {
    const entries = config[list.name];
    if (Array.isArray(entries)) config[list.name] = entries.filter(isFields).map((one) => shaped(list, one));
  }
  return config;
}

/** One entry as it is kept: zero values left out, patterns in lower case. */
export function shaped(list: ProviderList, entry: Fields): Fields {
  const kept: Fields = { 'api-key': '' };
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'auth-index' || value === null || value === undefined) continue;
    if (value === '' || (Array.isArray(value) && value.length === 0)) continue;
    if (value === 0 && name !== 'request-retry') continue;
    kept[name] = name === 'excluded-models' ? patterns(value) : value;
  }
  if (!list.shownEmpty) return kept;
  return {
    ...kept,
    'base-url': kept['base-url'] ?? '',
    'proxy-url': kept['proxy-url'] ?? '',
    models: kept.models ?? [],
  };
}

export function patterns(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const cleaned = value.map((one) => String(one).trim().toLowerCase()).filter((one) => one !== '');
  return [...new Set(cleaned)];
}

/** 16 hex that change with key and base-url (and, for vertex, with the proxy). */
export function authIndex(...words: readonly unknown[]): string {
  return createHash('sha256').update(words.map(String).join('|')).digest('hex').slice(0, 16);
}

export function indexOfEntry(list: string, entry: Fields): string {
  const proxy = list === 'vertex-api-key' ? entry['proxy-url'] : '';
  return authIndex(list, entry['api-key'], entry['base-url'] ?? '', proxy ?? '');
}
