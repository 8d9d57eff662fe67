import { bodyOf, type Fields, isFields, json, refusal, wholeNumber } from '../answers.ts';
import { goTime, recentRequests } from '../go-text.ts';
import type { Call, Route } from '../types.ts';
import type { World } from '../world.ts';

const upstreamLists = ['claude', 'codex', 'gemini', 'interactions', 'xai', 'vertex'];

/** v6 sums up and exports, v7 only lets records be popped; both count per upstream key (usage.json). */
export function usageRoutes(world: World): Route[] {
  const snapshot = () => world.usage.snapshot();
  const imported = (call: Call) => {
    const body = bodyOf(call);
    if (!isFields(body)) return refusal(400, 'invalid json');
    if (![undefined, 0, 1].includes(body.version as number | undefined))
      return refusal(400, 'unsupported version');
    const { added, skipped } = world.usage.merge(body.usage);
    const { total_requests, failure_count } = snapshot();
    return json({ added, failed_requests: failure_count, skipped, total_requests });
  };
  return [
    {
      kind: 'v6',
      method: 'GET',
      path: 'usage',
      handle: () => json({ failed_requests: snapshot().failure_count, usage: snapshot() }),
    },
    {
      kind: 'v6',
      method: 'GET',
      path: 'usage/export',
      handle: () => json({ version: 1, exported_at: goTime(world.now()), usage: snapshot() }),
    },
    { kind: 'v6', method: 'POST', path: 'usage/import', handle: imported },
    {
      kind: 'v7',
      method: 'GET',
      path: 'usage-queue',
      handle: ({ query }) => {
        const count = query.has('count') ? wholeNumber(query.get('count')) : 1;
        if (count === undefined || count <= 0) return refusal(400, 'count must be a positive integer');
        return json(world.feed.take(count, 'oldest'));
      },
    },
    { method: 'GET', path: 'api-key-usage', handle: () => json(byUpstreamKey(world)) },
  ];
}

/** Success and failure of every upstream key of the config, with traffic or without. */
function byUpstreamKey(world: World): Fields {
  const shown: Record<string, Fields> = {};
  const add = (provider: string, base: unknown, key: unknown) => {
    const { success, failed } = world.usage.upstream(`${provider}|${key}`);
    const counts = { success, failed, recent_requests: recentRequests(world.now(), success, failed) };
    shown[provider] = { ...shown[provider], [`${base ?? ''}|${key}`]: counts };
  };
  const listed = (name: string) => {
    const list = world.store.memory[name];
    return Array.isArray(list) ? list.filter(isFields) : [];
  };
  for (const provider of upstreamLists) {
    for (const one of listed(`${provider}-api-key`)) add(provider, one['base-url'], one['api-key']);
  }
  for (const one of listed('openai-compatibility')) {
    const keys = Array.isArray(one['api-key-entries']) ? one['api-key-entries'].filter(isFields) : [];
    for (const key of keys) add(String(one.name), one['base-url'], key['api-key']);
  }
  return shown;
}
