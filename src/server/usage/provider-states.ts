import { fingerprint } from '../../base/secrets/fingerprint.ts';
import { startOfDay } from '../../base/text/start-of-day.ts';
import type { Config } from '../../contract/config.ts';
import { isLastFailed, type ProviderKeyState, type ProviderStates } from '../../contract/provider-states.ts';
import { type EnvironmentKeys, keysInEnvironment } from '../../providers/environment-keys.ts';
import { type ProviderKey, providerKeysOf } from '../../providers/provider-keys.ts';
import type { Environment } from '../../providers/upstream-entry.ts';
import type { UsageStore } from '../../usage/usage-store.ts';
import type { Upstreams } from '../gateway/create-gateway.ts';
import type { Target } from '../gateway/routing/route-table.ts';
import type { EventFeed } from '../http/event-feed.ts';
import { type EarlierUse, earlierUse } from './earlier-use.ts';

interface ProviderStatesOptions {
  readonly upstreams: Upstreams;
  /** The config in force; the same object until it changes. */
  readonly config: () => Config;
  readonly environment: Environment;
  /** Requests before this start; absent: they were not recorded. */
  readonly store: UsageStore | undefined;
  /** Gets the changes. */
  readonly feed: Pick<EventFeed, 'send' | 'heard'>;
  readonly now: () => number;
}

/** The health of the provider keys of the config: attempts of the gateway, and the requests before its start. */
export interface ProviderStatesReader {
  all(): Promise<ProviderStates>;
  /** Rows of the keys that use this credential. */
  of(targets: Iterable<Target>): Promise<ProviderStates['states']>;
  /** Clears the cooldown of a key for every model. @returns false: there is no such key */
  clearCooldown(is: (row: ProviderKey) => boolean): boolean;
  close(): void;
}

export function openProviderStates(options: ProviderStatesOptions): ProviderStatesReader {
  const { upstreams, config, environment, feed, now } = options;
  const startedAt = now();
  const known = keysInEnvironment(environment);
  const earlier = options.store && earlierUse(options.store, startedAt, now);
  let read: { readonly config: Config; readonly rows: readonly ProviderKey[] } | undefined;
  const rows = (): readonly ProviderKey[] => {
    const current = config();
    if (read?.config !== current) read = { config: current, rows: providerKeysOf(current, known) };
    return read.rows;
  };
  const of: ProviderStatesReader['of'] = async (targets) => {
    const named = new Map([...targets].map((target) => [nameOfTarget(target), target]));
    const states: ProviderStates['states'] = {};
    for (const row of rows()) {
      const target = named.get(nameOfRow(row));
      if (!target) continue;
      const before = await earlier?.of(target);
      states[row.id] = joined(upstreams, target, before, startedAt, now());
    }
    return states;
  };
  const reader: ProviderStatesReader = {
    of,
    all: async () => ({ states: await of(upstreams.targets()), environment: masksOf(known) }),
    clearCooldown(is) {
      const row = rows().find(is);
      if (!row) return false;
      const name = nameOfRow(row);
      for (const target of upstreams.targets()) {
        if (nameOfTarget(target) !== name) continue;
        upstreams.clearCooldown(target);
        push.add(target);
      }
      return true;
    },
    close: () => push.close(),
  };
  const push = new ProviderPush(feed, reader, upstreams.healthOf);
  upstreams.onAttempt = (target) => push.add(target);
  return reader;
}

function joined(
  upstreams: Upstreams,
  target: Target,
  earlier: EarlierUse | undefined,
  startedAt: number,
  now: number,
): ProviderKeyState {
  const health = upstreams.healthOf(target);
  const cooldown = upstreams.cooldownOf(target);
  const { calls = 0, errors = 0, callsToday = 0, errorsToday = 0, lastError } = health ?? {};
  const lastUsedAt = health?.lastUsedAt ?? earlier?.lastUsedAt;
  // Without earlier records, today's figures are those since the start, if that was today.
  const whole = earlier !== undefined || startedAt <= startOfDay(now);
  return {
    calls,
    errors,
    countedSince: startedAt,
    ...(whole && {
      callsToday: callsToday + (earlier?.callsToday ?? 0),
      errorsToday: errorsToday + (earlier?.errorsToday ?? 0),
    }),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(lastError && { lastError }),
    ...(cooldown && { coolingUntil: cooldown.until, coolingModels: cooldown.models }),
  };
}

const nameOfRow = ({ provider, baseUrl, fingerprint: print, proxyUrl }: ProviderKey): string =>
  [provider, baseUrl, print ?? '', proxyUrl ?? ''].join(' ');

function nameOfTarget({ provider, entry }: Target): string {
  const key = entry.key?.reveal();
  return [provider.id, entry.baseUrl, key === undefined ? '' : fingerprint(key), entry.proxyUrl ?? ''].join(
    ' ',
  );
}

const masksOf = (keys: EnvironmentKeys): NonNullable<ProviderStates['environment']> =>
  Object.fromEntries(
    Object.entries(keys).map(([variable, { fingerprint: print, mask }]) => [
      variable,
      { fingerprint: print, mask },
    ]),
  );

/** At most one frame in this time, ms; the first after a pause is sent at once. */
const gapMs = 2_000;

/** Sends changed states of provider keys, and that accounts have changed, to the connected consoles. No timer runs while nothing changes. */
class ProviderPush {
  readonly #feed: Pick<EventFeed, 'send' | 'heard'>;
  readonly #reader: Pick<ProviderStatesReader, 'of'>;
  readonly #healthOf: Upstreams['healthOf'];
  readonly #changed = new Map<string, Target>();
  readonly #failing = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    feed: Pick<EventFeed, 'send' | 'heard'>,
    reader: Pick<ProviderStatesReader, 'of'>,
    healthOf: Upstreams['healthOf'],
  ) {
    this.#feed = feed;
    this.#reader = reader;
    this.#healthOf = healthOf;
  }

  add(target: Target): void {
    // Followed unheard as well, for a console that connects later.
    if (target.entry.account && !this.#turned(target)) return;
    if (!this.#feed.heard) return;
    this.#changed.set(target.id, target);
    if (!this.#timer) void this.#send();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Whether an account began to fail, or works again: its requests alone are no reason to load all of them. */
  #turned(target: Target): boolean {
    const fails = isLastFailed(this.#healthOf(target) ?? {});
    if (fails === this.#failing.has(target.id)) return false;
    if (fails) this.#failing.add(target.id);
    else this.#failing.delete(target.id);
    return true;
  }

  async #send(): Promise<void> {
    this.#timer = undefined;
    if (this.#changed.size === 0) return;
    const targets = [...this.#changed.values()];
    this.#changed.clear();
    this.#timer = setTimeout(() => void this.#send(), gapMs).unref();
    if (targets.some(({ entry }) => entry.account)) this.#feed.send({ type: 'auth-files' });
    const states = await this.#reader.of(targets);
    if (Object.keys(states).length > 0) this.#feed.send({ type: 'provider-states', states });
  }
}
