import type { Config } from '../../../contract/config.ts';
import { providerLists } from '../../../contract/provider-lists.ts';
import { trimSlashes } from '../../../providers/paths.ts';
import { requiresBaseUrl } from '../../../providers/provider-keys.ts';
import { canonical } from '../read-config.ts';
import { written } from './setting-step.ts';

/** Settings that the running config hides, shows in another form, or loads only at a restart. */
const skipped: readonly string[] = [
  ...['host', 'port', 'auth-dir', 'remote-management', 'plugins', 'home', 'pprof'],
  ...['credential-concurrency', 'credential-in-flight'],
];
/** Lists that the server runs without when the file has none, so that nothing in the file is a removal. */
const lists: readonly string[] = ['api-keys', ...providerLists];
/** In the running config only when set; names of channels are written small. */
const channelLists: readonly string[] = ['oauth-excluded-models', 'oauth-model-alias'];
/** Fields that both generations know: others may be missing because this server does not know them. */
const fields: readonly string[] = [
  ...['api-key', 'api-key-entries', 'name', 'alias', 'prefix', 'base-url', 'proxy-url', 'headers', 'models'],
  ...['excluded-models', 'disabled', 'priority'],
  ...['upstream-url', 'upstream-api-key', 'upstream-api-keys', 'api-keys', 'model-mappings', 'from', 'to'],
];

/**
 * Top-level settings whose value in config.yaml differs from what the server runs with: its next write would
 * overwrite them. What both generations make of a value when they load it (blanks, empty values, entries that
 * they drop, small letters) is no difference.
 */
export function unloadedParts(said: Config, running: Config): readonly string[] {
  const names = new Set([...Object.keys(said), ...lists]);
  return [...names].filter((name) => !skipped.includes(name) && !isLoaded(name, said[name], running[name]));
}

function isLoaded(name: string, said: unknown, running: unknown): boolean {
  if (channelLists.includes(name))
    return canonical(tidy(said)).toLowerCase() === canonical(tidy(running)).toLowerCase();
  // A setting that this server does not know stays in the file.
  if (running === undefined) return true;
  return lists.includes(name) ? listLoaded(name, said, running) : covers(said, running);
}

function listLoaded(name: string, said: unknown, running: unknown): boolean {
  const [wanted, now] = [kept(name, said), kept(name, running)];
  return wanted.length === now.length && wanted.every((item, at) => entryLoaded(item, now[at]));
}

/** Entries that both generations drop as they load them. */
function kept(name: string, list: unknown): readonly unknown[] {
  const items = Array.isArray(list)
    ? list.map((item) => tidy(item)).filter((item) => item !== undefined)
    : [];
  if (name === 'api-keys') return items.map(String);
  const has = (item: unknown, field: string) => isMapping(item) && item[field] !== undefined;
  const needsUrl = requiresBaseUrl(name);
  const usable = items.filter((item) =>
    needsUrl ? has(item, 'base-url') : has(item, 'api-key') || has(item, 'base-url'),
  );
  const isFirst = (item: unknown, at: number) =>
    usable.findIndex((other) => canonical(other) === canonical(item)) === at;
  return needsUrl ? usable : usable.filter(isFirst);
}

/** An entry of a list, in which a removed field counts as well. */
function entryLoaded(said: unknown, running: unknown): boolean {
  if (!isMapping(said) || !isMapping(running)) return covers(said, running);
  return covers(said, running) && fields.every((field) => running[field] === undefined || field in said);
}

function covers(said: unknown, running: unknown): boolean {
  const [wanted, now] = [tidy(said), tidy(running)];
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(now) &&
      wanted.length === now.length &&
      wanted.every((item, at) => entryLoaded(item, now[at]))
    );
  }
  if (isMapping(said)) {
    const shown = isMapping(running) ? running : {};
    const unknown = (name: string, value: unknown) => !fields.includes(name) || !value;
    return Object.entries(said).every(([name, value]) =>
      shown[name] === undefined
        ? unknown(name, tidy(value, name))
        : covers(written(`routing.${name}`, value), written(`routing.${name}`, shown[name])),
    );
  }
  if (typeof said === 'boolean') return typeof running !== 'boolean' || said === running;
  if (typeof wanted === 'number') return typeof now !== 'number' || wanted < 0 || wanted === now;
  if (typeof wanted === 'string')
    return typeof now !== 'string' || wanted.toLowerCase() === now.toLowerCase();
  return true;
}

/**
 * Without blanks around text and without anything empty, which is as good as not there; undefined if nothing
 * is left.
 */
export function tidy(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    const text = name === 'prefix' ? trimSlashes(value.trim()) : value.trim();
    return text === '' ? undefined : text;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => tidy(item)).filter((item) => item !== undefined);
    const whole =
      name === 'excluded-models' ? [...new Set(items.map((it) => String(it).toLowerCase()))] : items;
    return whole.length === 0 ? undefined : whole;
  }
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, tidy(item, key)] as const);
    const left = entries.filter(([, item]) => item !== undefined && item !== false && item !== 0);
    return left.length === 0 ? undefined : Object.fromEntries(left);
  }
  return value ?? undefined;
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
