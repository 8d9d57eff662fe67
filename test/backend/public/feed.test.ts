import { afterEach, describe, expect, test } from 'vitest';
import type { FeedAnswer } from '../../../src/backend/public/usage/usage-feed.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';
import { failure, success } from '../../../src/contract/outcome.ts';
import { good } from '../conformance.ts';
import {
  alpha,
  bravo,
  charlie,
  eventually,
  isLive,
  kinds,
  listenTo,
  type OnServer,
  onServer,
} from './on-server.ts';

let on: OnServer;
afterEach(() => on.close());

/** Of a server that is in nobody's use yet. */
async function live(kind: 'v7' | 'v6', connect: Parameters<typeof onServer>[2] = {}, more = {}) {
  on = await onServer(kind, more, connect);
  const listening = on.listen();
  good(await on.backend.load());
  await listening.until(isLive);
  return listening;
}

const missing = failure('unsupported', 'no usage');
const isConfig = (event: { type: string }) => event.type === 'config';
const isLost = (event: { type: string; state?: string }) => event.type === 'feed' && event.state === 'lost';
const add = (key: string) => (config: { 'api-keys': string[] }) => {
  config['api-keys'] = [...config['api-keys'], key];
};

describe('a feed that is pushed (v7)', () => {
  test('a key that another adds is there with the push, for one request', async () => {
    const { until } = await live('v7', { usageFeed: 'subscribe' });
    await until(isConfig);
    expect(on.backend.capabilities).toMatchObject({ push: 'enforced', activity: 'shown' });
    on.asked();
    await on.server.changeByOther(add(charlie));
    await until(isConfig);
    const { clientKeys } = good(await on.backend.load());
    expect(clientKeys.map((it) => it.key.reveal())).toEqual([alpha, bravo, charlie]);
    expect(on.asked()).toEqual(['GET /config']);
  });

  test('a write of its own is told once', async () => {
    const { until, events } = await live('v7', { usageFeed: 'subscribe' });
    await until(isConfig);
    const { revision } = good(
      await on.backend.editConfig([{ op: 'append', path: ['api-keys'], value: charlie }]),
    );
    expect(await until(isConfig)).toEqual({ type: 'config', revision });
    await on.server.changeByOther(add('fake-client-key-delta-0000000000000004'));
    await until(isConfig);
    expect(events.filter(isConfig)).toEqual([]);
  });

  test('usage becomes activity by fingerprint, and keys are not told', async () => {
    const { until } = await live('v7', { usageFeed: 'subscribe' });
    const first = on.server.traffic({ clientKey: alpha });
    on.server.traffic({ clientKey: bravo });
    expect(first.request_id).toBeTypeOf('string');
    const print = fingerprint(alpha);
    const event = await until((it) => it.type === 'activity');
    expect(event).toMatchObject({ keys: { [print]: { lastHour: 1, today: 1 } } });
    expect(JSON.stringify(event)).not.toContain(alpha);
    const { clientKeys } = good(await on.backend.load());
    expect(clientKeys.map((it) => it.activity?.lastHour)).toEqual([1, 1]);
  });

  test('subscribing keeps records from the queue, so auto asks first and remembers the answer', async () => {
    let kept: boolean | undefined;
    const feedAnswer: FeedAnswer = {
      read: async () => kept,
      async write(yes) {
        kept = yes;
        return success(undefined);
      },
    };
    const { until } = await live('v7', { usageFeed: 'auto', feedAnswer });
    expect(on.server.subscribers).toBe(0);
    expect(on.backend.feedQuestion).toContain('other programs');
    good((await on.backend.answerFeedQuestion?.(true)) ?? success(undefined));
    await until(isLive);
    expect(kept).toBe(true);
    expect(on.server.subscribers).toBe(1);
    expect(on.backend.feedQuestion).toBeUndefined();
    const second = good(await on.signIn());
    const heard = listenTo(second);
    good(await second.load());
    await heard.until(isLive);
    expect(on.server.subscribers).toBe(2);
    await second.close();
  });

  test('an answer is changed while it runs; the same answer again interrupts nothing', async () => {
    const { until, events } = await live('v7', { usageFeed: 'auto' });
    const answer = async (yes: boolean) =>
      good((await on.backend.answerFeedQuestion?.(yes)) ?? success(undefined));
    await answer(false);
    expect(on.backend.feedQuestion).toBeUndefined();
    expect(on.backend.feedAnswer).toBe(false);
    await answer(true);
    await eventually(() => on.backend.capabilities.activity === 'shown');
    expect(on.backend.feedAnswer).toBe(true);
    await eventually(() => on.server.subscribers === 1);
    on.server.traffic({ clientKey: alpha });
    await until((it) => it.type === 'activity');
    events.length = 0;
    await answer(true);
    on.server.traffic({ clientKey: alpha });
    await until((it) => it.type === 'activity');
    expect(events.filter(({ type }) => type === 'feed')).toEqual([]);
    await answer(false);
    await eventually(() => on.backend.capabilities.activity === 'absent');
    await eventually(() => on.server.subscribers === 0);
  });

  test('a no is remembered as well: nobody loses a record', async () => {
    await live('v7', {
      usageFeed: 'auto',
      feedAnswer: { read: async () => false, write: async () => success(undefined) },
    });
    expect(on.backend.feedQuestion).toBeUndefined();
    on.server.traffic({ clientKey: alpha });
    expect(on.server.subscribers).toBe(0);
    expect(on.server.recordsTaken).toBe(0);
    expect(on.backend.capabilities.activity).toBe('absent');
  });
});

describe.each(kinds)('a feed that takes records out of the queue (%s)', (kind) => {
  test('counts them, over the channel that costs the server nothing, and subscribes to none', async () => {
    const timers = {
      set: (run: () => void, ms: number) => setTimeout(run, ms / 60),
      clear: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout | undefined),
    };
    const { until } = await live(kind, { usageFeed: 'queue', timers });
    on.server.traffic({ clientKey: alpha });
    expect(await until((it) => it.type === 'activity')).toMatchObject({
      keys: { [fingerprint(alpha)]: { lastHour: 1 } },
    });
    expect(on.server.recordsTaken).toBe(1);
    expect(on.server.subscribers).toBe(0);
    expect(on.asked().filter((path) => path.includes('usage'))).toEqual([]);
  });
});

describe.each(kinds)('a server that records no requests (%s)', (kind) => {
  const off = { state: { 'usage-statistics-enabled': false } };
  const usageFeed = kind === 'v7' ? 'subscribe' : 'auto';

  test('has keys whose requests are unknown, and says why, whatever was sent', async () => {
    await live(kind, { usageFeed }, off);
    on.server.traffic({ clientKey: alpha });
    const { clientKeys } = good(await on.backend.load());
    expect(clientKeys.map(({ activity }) => activity)).toEqual([undefined, undefined]);
    const figures = good((await on.backend.usage?.figures({ query: { since: 0 } })) ?? missing);
    expect(figures.recording).toBe(false);
    expect(figures.reason).toContain('usage-statistics-enabled is off');
  });

  test('counts since it was turned on, and no longer once it is turned off again', async () => {
    const { until } = await live(kind, { usageFeed }, off);
    await until(isConfig);
    const before = Date.now();
    const set = (value: boolean): ConfigEdit[] => [{ op: 'set', path: ['usage-statistics-enabled'], value }];
    good(await on.backend.editConfig(set(true)));
    const counted = async () => good(await on.backend.load()).clientKeys.map(({ activity }) => activity);
    const { countedSince = 0 } = good((await on.backend.usage?.figures({ query: { since: 0 } })) ?? missing);
    expect(countedSince).toBeGreaterThanOrEqual(before);
    if (kind === 'v7') {
      on.server.traffic({ clientKey: alpha });
      await until((it) => it.type === 'activity');
      expect(await counted()).toMatchObject([{ lastHour: 1, countedSince }, { countedSince }]);
    }
    good(await on.backend.editConfig(set(false)));
    expect(await counted()).toEqual([undefined, undefined]);
  });
});

describe('the figures of v6', () => {
  test('are read without taking a record from anybody, so nobody is asked', async () => {
    on = await onServer('v6', {}, { usageFeed: 'auto' });
    on.server.traffic({ clientKey: alpha });
    on.server.traffic({ clientKey: alpha, name: 'another-model' });
    const { until } = on.listen();
    good(await on.backend.load());
    const told = await until((event) => event.type === 'activity');
    expect(told).toMatchObject({ keys: { [fingerprint(alpha)]: { lastHour: 2, today: 2 } } });
    expect(JSON.stringify(told)).not.toContain(alpha);
    expect(on.backend.feedQuestion).toBeUndefined();
    expect(on.backend.capabilities.activity).toBe('shown');
    expect(on.server.recordsWaiting).toBe(2);
    expect(good(await on.backend.load()).clientKeys.map((it) => it.activity?.today)).toEqual([2, 0]);
  });

  test('that it still has are read by a command although it records no more', async () => {
    on = await onServer('v6', {}, { usageFeed: 'auto' });
    on.server.traffic({ clientKey: alpha });
    await on.server.changeByOther((config) => {
      config['usage-statistics-enabled'] = false;
    });
    const command = good(await on.signIn());
    const figures = good((await command.usage?.figures({ query: { since: 0 } })) ?? missing);
    await command.close();
    expect(figures).toMatchObject({ totals: { requests: 1 }, recording: false });
    expect(figures.reason).toContain('usage-statistics-enabled is off');
  });

  test('are not read when the feed is off', async () => {
    await live('v6', { usageFeed: 'off' });
    expect(on.server.requests.map((it) => it.path).filter((path) => path.includes('usage'))).toEqual([]);
  });
});

describe.each(kinds)('the feed of %s', (kind) => {
  test('a secret that another changed is refused once, and then never sent', async () => {
    const { until } = await live(kind, { usageFeed: 'subscribe' });
    await on.server.setSecret('fake-management-secret-0009');
    // v6 pushes nothing: whatever asks next is refused.
    if (kind === 'v6') expect(await on.backend.load()).toMatchObject({ ok: false, kind: 'denied' });
    const event = await until((it) => it.type === 'feed' && it.state === 'refused');
    expect(event).toMatchObject({ attemptsLeft: 4 });
    expect(await on.backend.load()).toMatchObject({ ok: false, kind: 'denied' });
    expect(await on.backend.editConfig([{ op: 'append', path: ['api-keys'], value: charlie }])).toMatchObject(
      { ok: false },
    );
    expect(on.server.refused).toBe(1);
  });

  test('a server that ends is lost at once, and found again when it is back', async () => {
    const { until } = await live(kind);
    await on.server.stop();
    expect(await until(isLost)).toMatchObject({ reason: expect.any(String) });
    await on.server.start();
    await until(isLive);
    await until(isConfig);
    good(await on.backend.load());
    expect(on.server.refused).toBe(0);
  });

  test('a server that hangs is lost within 3 s, with the reason', async () => {
    const { until } = await live(kind);
    on.server.hang();
    const start = performance.now();
    expect(await until(isLost)).toMatchObject({ reason: expect.stringContaining('does not answer') });
    expect(performance.now() - start).toBeLessThan(3_000);
    on.server.answerAgain();
    await until(isLive);
  });

  test('a request that the server tried again with another key is one request', async () => {
    const keys = ['fake-upstream-key-refused-0001', 'fake-upstream-key-good-0002'];
    const entry = {
      ...{ name: 'local', 'base-url': 'http://127.0.0.1:9/v1' },
      'api-key-entries': keys.map((key) => ({ 'api-key': key })),
      models: [{ name: 'm1', alias: 'm-one' }],
    };
    const { events } = await live(
      kind,
      { usageFeed: 'subscribe' },
      { state: { 'openai-compatibility': [entry] } },
    );
    const answer = await fetch(`${on.server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${alpha}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm-one', messages: [] }),
    });
    expect(answer.status).toBe(200);
    if (kind === 'v6') {
      // Its statistics are read as the feed is opened.
      on.server.dropConnections();
      await eventually(() => events.some((it) => it.type === 'usage'));
    }
    const patience = { timeout: 10_000 };
    await expect
      .poll(async () => good((await on.backend.usage?.records({ since: 0 }, 10)) ?? success([])), patience)
      .toMatchObject([{ attempts: 2, failed: false, tries: [{ account: 'fak…0001' }] }]);
    await expect
      .poll(async () => good(await on.backend.load()).clientKeys[0]?.activity?.lastHour, patience)
      .toBe(1);
  });

  test('on its own it asks for nothing', async () => {
    await live(kind);
    on.asked();
    await eventually(() => on.server.respCommands.some(({ words }) => words[0]?.toLowerCase() === 'ping'));
    expect(on.asked()).toEqual([]);
  });

  test('a secret changed by this console is the one that the feed opens with', async () => {
    const { until } = await live(kind);
    good(await on.backend.setManagementSecret(new Secret('fake-management-secret-0002')));
    on.server.dropConnections();
    await until(isLost);
    await until(isLive);
    expect(on.server.refused).toBe(0);
  });

  test('nobody who listens: no connection is left', async () => {
    on = await onServer(kind);
    const listening = listenTo(on.backend);
    good(await on.backend.load());
    await listening.until(isLive);
    listening.leave();
    const before = on.server.requests.length;
    await on.backend.close();
    expect(on.server.requests.length).toBe(before);
    expect(await on.backend.load()).toMatchObject({ ok: false, kind: 'cancelled' });
  });
});
