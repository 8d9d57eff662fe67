import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/contract/config.ts';
import { findingsOf } from './case.ts';

const key = (name: string, more: Record<string, unknown> = {}) => ({
  'api-key': `fake-provider-key-${name}-0000000000`,
  ...more,
});
const compatible = (
  name: string,
  models: { name: string; alias: string }[],
  more: Record<string, unknown> = {},
) => ({
  name,
  'base-url': `https://${name}.example.com/v1`,
  'api-key-entries': [key(name)],
  models,
  ...more,
});
const model = (name: string, alias = name) => ({ name, alias });
const told = (config: Config) => findingsOf({ config }).map(({ check, severity }) => `${severity} ${check}`);

describe('prefixes', () => {
  test('several keys of one provider may share one: they are a pool', () => {
    expect(told({ 'claude-api-key': [key('a', { prefix: 'team' }), key('b', { prefix: 'team' })] })).toEqual(
      [],
    );
  });

  test('providers without a model in common are a notice, those with one a warning', () => {
    const shared = { prefix: 'team' };
    expect(
      told({
        'claude-api-key': [key('a', shared)],
        'openai-compatibility': [compatible('r', [model('x')], shared)],
      }),
    ).toEqual(['notice shared-prefixes']);
    const both = [model('x')];
    expect(
      told({ 'openai-compatibility': [compatible('q', both, shared), compatible('r', both, shared)] }),
    ).toEqual(['warning shared-prefixes']);
  });

  test('a key that is switched off shares nothing', () => {
    const off = { prefix: 'team', 'excluded-models': ['*'] };
    expect(
      told({ 'claude-api-key': [key('a', { prefix: 'team' })], 'codex-api-key': [key('b', off)] }),
    ).toEqual([]);
  });

  test('one that looks like the start of a model shadows it only where its provider takes the rest', () => {
    const router = [compatible('router', [model('anthropic/claude-x')])];
    expect(
      told({ 'claude-api-key': [key('a', { prefix: 'anthropic' })], 'openai-compatibility': router }),
    ).toEqual(['warning shadowing-prefixes']);
    expect(
      told({ 'codex-api-key': [key('a', { prefix: 'anthropic' })], 'openai-compatibility': router }),
    ).toEqual([]);
  });

  test('one that is the name of a provider without a list of models shadows all it has', () => {
    const config = {
      'claude-api-key': [key('a', { prefix: 'router' })],
      'openai-compatibility': [compatible('router', [])],
    };
    expect(findingsOf({ config })[0]?.what).toBe('The prefix router of claude shadows router/… of router.');
  });
});

describe('aliases', () => {
  const pair = (one: Record<string, unknown>, other: Record<string, unknown>) => [
    compatible('one', [model('big-model', 'best')], one),
    compatible('two', [model('small-model', 'best')], other),
  ];

  test('the same model at two providers stands in for itself', () => {
    const both = [compatible('one', [model('m', 'best')]), compatible('two', [model('m', 'best')])];
    expect(told({ 'openai-compatibility': both })).toEqual([]);
  });

  test('different models take turns, or one is never reached by its priority', () => {
    expect(told({ 'openai-compatibility': pair({}, {}) })).toEqual(['notice shadowing-aliases']);
    const [ranked] = findingsOf({ config: { 'openai-compatibility': pair({}, { priority: 5 }) } });
    expect(ranked).toMatchObject({
      severity: 'warning',
      why: expect.stringMatching(/^small-model at two has the highest priority/),
    });
  });

  test('an alias that is another provider’s own model is told', () => {
    const config = {
      'claude-api-key': [key('a')],
      'openai-compatibility': [compatible('r', [model('llama', 'claude-x')])],
    };
    expect(findingsOf({ config })[0]?.what).toBe(
      'The name claude-x means claude-x at claude and llama at r.',
    );
  });

  test('behind prefixes that are forced they are different names', () => {
    const config = {
      'force-model-prefix': true,
      'openai-compatibility': pair({ prefix: 'a' }, { prefix: 'b' }),
    };
    expect(told(config)).toEqual([]);
  });
});
