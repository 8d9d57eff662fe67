import { expect, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import type { Config } from '../../../src/contract/config.ts';
import { rotateProviderKey } from '../../../src/operations/provider-keys/rotate-provider-key.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import { fakeProviders, keyFor, runProvider } from '../../helpers/fake-providers.ts';
import { failureOf, got } from '../fixture.ts';
import { checkWorld } from './ask.ts';

/** Rotates the only key to the one of that word, trying it out first. */
async function rotated(config: Config, word: string, mayCost = false) {
  const { context, input } = checkWorld(config);
  const backend = createFakeBackend(config);
  const key = new Secret(keyFor(word));
  const outcome = await rotateProviderKey.run(
    { ...context, backend },
    { id: input.id, key, check: 'real', mayCost },
  );
  return { outcome, now: JSON.stringify(backend.config) };
}

const at = async (name: string) => {
  const provider = await runProvider(name);
  return { provider, config: fakeProviders[name]?.config(provider.url, keyFor('old')) ?? {} };
};

test('a new key is asked with at the address of the old one, and takes its place when it is good', async () => {
  const { provider, config } = await at('claude');
  const { outcome, now } = await rotated(config, 'good');
  expect(got(outcome).message).toContain('Claude accepts the key and lists 2 models.');
  expect(provider.seen[0]).toBe(`GET /v1/models?limit=1000 ${keyFor('good')}`);
  expect(now).toContain(keyFor('good'));
});

test.each(['wrong', 'poor', 'down'])('a new key that is no good (%s) leaves the old one', async (word) => {
  const { config } = await at('claude');
  const { outcome, now } = await rotated(config, word);
  expect(failureOf(outcome).message).toMatch(
    /^The new key failed its test, so the old one stays. Claude answered/,
  );
  expect(now).toContain(keyFor('old'));
});

test('a limit of requests says nothing against a key', async () => {
  const { config } = await at('codex');
  const { outcome, now } = await rotated(config, 'busy');
  expect(got(outcome).message).toContain('too many requests');
  expect(now).toContain(keyFor('busy'));
});

test('where nothing can be asked, or not for free, the sentence says that it was not checked', async () => {
  const cloro = await at('cloro');
  expect(got((await rotated(cloro.config, 'good')).outcome).message).toContain(
    'Not tested. cloro has no free',
  );
  expect(cloro.provider.seen).toEqual([]);
  const vertex = { 'vertex-api-key': [{ 'api-key': keyFor('old'), 'base-url': 'https://v.example.com' }] };
  expect(got((await rotated(vertex, 'good')).outcome).message).toContain(
    'The new key was not tested. No request',
  );
});

test('a check that may cost something is made once that is agreed to', async () => {
  const cloro = await at('cloro');
  const taken = await rotated(cloro.config, 'good', true);
  expect(got(taken.outcome).message).toContain('cloro accepts the key');
  expect((await rotated(cloro.config, 'wrong', true)).now).toContain(keyFor('old'));
});
