import { fieldsOf, invalidBody, isFields, json, refusal } from '../answers.ts';
import type { Call, Route, RunningConfig } from '../types.ts';
import type { World } from '../world.ts';

type Read = (value: unknown) => unknown;

const bool: Read = (value) => (typeof value === 'boolean' ? value : undefined);
const int: Read = (value) => (Number.isInteger(value) ? value : undefined);
const text: Read = (value) => (typeof value === 'string' ? value : undefined);
const notBelow =
  (least: number, instead: number): Read =>
  (value) =>
    Number.isInteger(value) ? (Number(value) < least ? instead : value) : undefined;

/** One scalar each: what a value must be, and what the server makes of it. */
const settings: Readonly<Record<string, Read>> = {
  debug: bool,
  'usage-statistics-enabled': bool,
  'request-log': bool,
  'logging-to-file': bool,
  'ws-auth': bool,
  'force-model-prefix': bool,
  'quota-exceeded/switch-project': bool,
  'quota-exceeded/switch-preview-model': bool,
  'request-retry': int,
  'max-retry-credentials': int,
  'max-retry-interval': int,
  'logs-max-total-size-mb': notBelow(0, 0),
  'error-logs-max-files': notBelow(0, 10),
  'proxy-url': text,
};

const strategies: Readonly<Record<string, string>> = {
  '': 'round-robin',
  rr: 'round-robin',
  'round-robin': 'round-robin',
  wrr: 'weighted-round-robin',
  'weighted-round-robin': 'weighted-round-robin',
  ff: 'fill-first',
  'fill-first': 'fill-first',
};

/** GET, PUT and PATCH of every scalar (settings.json), and the routing strategy with its short forms. */
export function settingRoutes(world: World): Route[] {
  const routes = Object.entries(settings).flatMap(([path, read]) => scalar(world, path, read));
  const put = (call: Call) => {
    const value = fieldsOf(call)?.value;
    if (typeof value !== 'string') return invalidBody;
    const strategy = strategies[value.trim().toLowerCase()];
    if (!strategy) return refusal(400, 'invalid strategy');
    return world.store.set((config) => assign(config, 'routing/strategy', strategy));
  };
  return [
    ...routes,
    {
      method: 'DELETE',
      path: 'proxy-url',
      handle: () => world.store.set((config) => assign(config, 'proxy-url', '')),
    },
    {
      method: 'GET',
      path: 'routing/strategy',
      handle: () => json({ strategy: valueAt(world.store.memory, 'routing/strategy') ?? 'round-robin' }),
    },
    { method: 'PUT', path: 'routing/strategy', handle: put },
    { method: 'PATCH', path: 'routing/strategy', handle: put },
  ];
}

function scalar(world: World, path: string, read: Read): Route[] {
  const name = path.split('/').at(-1) ?? path;
  const put = (call: Call) => {
    const value = read(fieldsOf(call)?.value);
    return value === undefined ? invalidBody : world.store.set((config) => assign(config, path, value));
  };
  return [
    { method: 'GET', path, handle: () => json({ [name]: valueAt(world.store.memory, path) }) },
    { method: 'PUT', path, handle: put },
    { method: 'PATCH', path, handle: put },
  ];
}

function valueAt(config: RunningConfig, path: string): unknown {
  return path.split('/').reduce<unknown>((at, name) => (isFields(at) ? at[name] : undefined), config);
}

function assign(config: RunningConfig, path: string, value: unknown): void {
  const [first = '', second] = path.split('/');
  const outer = config[first];
  config[first] = second === undefined ? value : { ...(isFields(outer) ? outer : {}), [second]: value };
}
