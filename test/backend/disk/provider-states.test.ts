import { describe, expect, test } from 'vitest';
import { statesFromUsage } from '../../../src/backend/disk/read-provider-states.ts';
import type { Config } from '../../../src/contract/config.ts';
import { providerKeysOf } from '../../../src/providers/provider-keys.ts';
import { makeRecord, makeStore, noon } from '../../usage/make-record.ts';

const config: Config = {
  'claude-api-key': [
    { 'api-key': 'fake-claude-key-000000000000000001' },
    { 'api-key': 'fake-clXude-key-000000000000000001' },
    { 'api-key': 'fake-claude-key-000000000000000002' },
  ],
  'openai-compatibility': [
    {
      'base-url': 'https://named.example.com/v1',
      'api-key-entries': [{ 'api-key': 'fake-other-key-0000000000000000009' }],
    },
  ],
};
const [one, twin, two, other] = providerKeysOf(config).map(({ id }) => id);

describe('how provider keys fare, by the usage file alone', () => {
  test('requests of today and the last use, for each key that its mask tells apart', async () => {
    const store = await makeStore();
    const claude = { provider: 'claude', account: 'fake…0002' };
    store.add(makeRecord({ ...claude, at: noon - 1_000 }));
    store.add(makeRecord({ ...claude, at: noon - 2_000, failed: true, status: 500 }));
    store.add(makeRecord({ ...claude, at: noon - 86_400_000 }));
    store.add(makeRecord({ provider: 'claude', account: 'fake…0001', at: noon - 1_000 }));
    store.add(makeRecord({ provider: 'named.example.com', account: 'fake…0009', at: noon - 172_800_000 }));
    await store.flush();
    const { states, environment } = await statesFromUsage(config, store, true, noon);
    expect(states[two ?? '']).toEqual({ callsToday: 2, errorsToday: 1, lastUsedAt: noon - 1_000 });
    expect(states[other ?? '']).toEqual({ callsToday: 0, errorsToday: 0, lastUsedAt: noon - 172_800_000 });
    expect([states[one ?? ''], states[twin ?? '']]).toEqual([undefined, undefined]);
    expect(environment).toBeUndefined();
    const ofAnother = await statesFromUsage(config, { ...store, own: { server: 'another' } }, true, noon);
    expect(ofAnother.states[two ?? '']).toEqual({ callsToday: 0, errorsToday: 0 });
  });

  test('nothing is claimed where nothing was kept', async () => {
    expect(await statesFromUsage(config, undefined, true, noon)).toEqual({ states: {} });
    const nothing = await statesFromUsage(config, await makeStore(), false, noon);
    expect(nothing.states[two ?? '']).toEqual({});
  });
});
