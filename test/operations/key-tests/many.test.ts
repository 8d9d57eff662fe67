import { describe, expect, test, vi } from 'vitest';
import type { Config } from '../../../src/contract/config.ts';
import type { OutsideEnd } from '../../../src/contract/outside.ts';
import { discoverModels } from '../../../src/operations/provider-keys/discover-models.ts';
import { testProviderKeys, testsAtOnce } from '../../../src/operations/provider-keys/test-provider-keys.ts';
import { answered, fakeOutside } from '../../helpers/fake-outside.ts';
import { fakeProviders, keyFor, runProvider } from '../../helpers/fake-providers.ts';
import { failureOf, got } from '../fixture.ts';
import { checkWorld } from './ask.ts';

const claudes = (count: number): Config => ({
  'claude-api-key': Array.from({ length: count }, (_, at) => ({ 'api-key': keyFor(`n${at}`) })),
});
const good = answered(200, { data: [] });

describe('many keys', () => {
  test(`at most ${testsAtOnce} at a time, each told as soon as it is there, in the order of the rows`, async () => {
    const waiting: ((end: OutsideEnd) => void)[] = [];
    const outside = fakeOutside(() => new Promise((resolve) => waiting.push(resolve)));
    const { context, rows } = checkWorld(claudes(10), { outside });
    const told: string[] = [];
    const input = {
      rows: rows.map(({ id, baseUrl }) => ({ id, shownUrl: baseUrl })),
      onResult: (id: string) => told.push(id),
    };
    const load = vi.spyOn(context.backend, 'load');
    const running = testProviderKeys.run(context, input);
    for (let done = 0; done < 10; done += 1) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
      expect(told.length).toBe(done);
      // The last one to come ends first.
      waiting.pop()?.(done === 0 ? answered(401, {}) : good);
      await vi.waitFor(() => expect(told.length).toBe(done + 1));
    }
    const { result, message } = got(await running);
    expect(outside.load.most).toBe(testsAtOnce);
    expect(load).toHaveBeenCalledTimes(1);
    expect(result.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(message).toBe('9 of 10 provider keys work.');
  });

  test('one is stopped by itself, all by the signal', async () => {
    const outside = fakeOutside(() => new Promise(() => {}));
    const { context, rows } = checkWorld(claudes(2), { outside });
    const [all, one] = [new AbortController(), new AbortController()];
    const told: [string, string][] = [];
    const running = testProviderKeys.run(
      { ...context, signal: all.signal },
      {
        rows: rows.map(({ id, baseUrl }) => ({ id, shownUrl: baseUrl })),
        signalOf: (id) => (id === rows[1]?.id ? one.signal : undefined),
        onResult: (id, outcome) => told.push([id, outcome.ok ? outcome.value.state : outcome.kind]),
      },
    );
    one.abort();
    await vi.waitFor(() => expect(told).toEqual([[rows[1]?.id, 'cancelled']]));
    all.abort();
    await running;
    expect(told[1]).toEqual([rows[0]?.id, 'cancelled']);
  });

  test('none is no failure', async () => {
    const { context } = checkWorld(claudes(1));
    const { message } = got(await testProviderKeys.run(context, { rows: [] }));
    expect(message).toBe('There are no provider keys to test.');
  });
});

describe('models for a picker', () => {
  const asking = async (name: string, word: string) => {
    const provider = await runProvider(name);
    const world = checkWorld(fakeProviders[name]?.config(provider.url, keyFor(word)) ?? {});
    return discoverModels.run(world.context, world.input);
  };

  test.each([
    ['claude', ['claude-fake-1', 'claude-fake-2']],
    ['codex', ['gpt-fake']],
    ['gemini', ['gemini-fake']],
    ['xai', ['grok-fake']],
    ['other', ['model-a', 'model-b']],
  ])('%s', async (name, models) => {
    expect(got(await asking(name, 'good')).result.models).toEqual(models);
  });

  test('Cline’s list is open, so no key is sent for it', async () => {
    const list = { data: [{ id: 'anthropic/claude-fake' }, { id: 'bad\u001b[31mred' }] };
    const outside = fakeOutside(() => answered(200, list));
    const config = fakeProviders.cline?.config('https://api.cline.bot/api/v1', keyFor('good')) ?? {};
    const { context, input } = checkWorld(config, { outside });
    const { result, message } = got(await discoverModels.run(context, input));
    expect(result.models).toEqual(['anthropic/claude-fake', 'bad\u001b[31mred']);
    expect(message).toBe('cline has 2 models.');
    expect(outside.sent[0]?.headers).toEqual({ accept: 'application/json' });
  });

  test('cloro tells none; a refusal and a page say what is wrong', async () => {
    expect(failureOf(await asking('cloro', 'good'))).toMatchObject({
      kind: 'unsupported',
      message: 'cloro does not list its models. Enter their names.',
    });
    expect(failureOf(await asking('codex', 'wrong')).message).toMatch(
      /^Codex answered 401: the key is missing/,
    );
    expect(failureOf(await asking('other', 'page'))).toMatchObject({
      kind: 'unreachable',
      message: 'The answer for other is not from its API. Correct the base-url (it usually ends with /v1).',
    });
  });
});
