import { expect, test } from 'vitest';
import { unloadedParts } from '../../../../src/backend/public/edit/unloaded-parts.ts';
import type { Config } from '../../../../src/contract/config.ts';

const parts = (said: object, running: object) => unloadedParts(said as Config, running as Config);

test('what both generations make of a value when they load it is no difference', () => {
  const said = {
    host: '127.0.0.1',
    'remote-management': { 'secret-key': 'plain' },
    'api-keys': [' a ', 'b', 12345, ''],
    'error-logs-max-files': -1,
    routing: { strategy: 'ff' },
    'trusted-proxies': ['10.0.0.1'],
    'gemini-api-key': [
      { 'api-key': ' g ', prefix: '/team/', 'excluded-models': ['Big-*', 'big-*'], headers: {}, weight: 5 },
      { 'api-key': 'g', prefix: 'team', 'excluded-models': ['big-*'], weight: 5 },
      { note: 'neither key nor address' },
    ],
    'codex-api-key': [{ 'api-key': 'no address' }],
    'openai-compatibility': [{ name: 'x', 'base-url': 'http://x', disabled: false, 'api-key-entries': [] }],
    'oauth-excluded-models': { Claude: ['Opus'] },
  };
  const running = {
    'api-keys': ['a', 'b', '12345'],
    'error-logs-max-files': 10,
    routing: { strategy: 'fill-first' },
    'gemini-api-key': [{ 'api-key': 'g', prefix: 'team', 'excluded-models': ['big-*'], models: null }],
    'codex-api-key': [],
    'claude-api-key': null,
    'openai-compatibility': [{ name: 'x', 'base-url': 'http://x', models: null }],
    'oauth-excluded-models': { claude: ['opus'] },
    debug: true,
  };
  expect(parts(said, running)).toEqual([]);
});

const entry = { 'api-key': 'g', prefix: 'team', 'proxy-url': '', models: [{ name: 'm', alias: 'n' }] };
const running = {
  debug: false,
  'request-retry': 3,
  'proxy-url': '',
  'quota-exceeded': { 'switch-project': true },
  'api-keys': ['a', 'b'],
  'gemini-api-key': [entry],
  payload: { default: null },
  'oauth-model-alias': undefined,
};
const { 'oauth-model-alias': _, ...same } = running;

test.each<[string, object]>([
  ['debug', { debug: true }],
  ['request-retry', { 'request-retry': 4 }],
  ['quota-exceeded', { 'quota-exceeded': { 'switch-project': false } }],
  ['api-keys', { 'api-keys': ['a'] }],
  ['api-keys', { 'api-keys': ['b', 'a'] }],
  ['api-keys', { 'api-keys': undefined }],
  ['gemini-api-key', { 'gemini-api-key': [entry, { 'api-key': 'h' }] }],
  ['gemini-api-key', { 'gemini-api-key': undefined }],
  ['gemini-api-key', { 'gemini-api-key': [{ ...entry, prefix: 'other' }] }],
  ['gemini-api-key', { 'gemini-api-key': [{ ...entry, prefix: '' }] }],
  ['gemini-api-key', { 'gemini-api-key': [{ ...entry, 'proxy-url': 'http://p' }] }],
  ['gemini-api-key', { 'gemini-api-key': [{ ...entry, models: [{ name: 'm', alias: 'o' }] }] }],
  ['payload', { payload: { default: [{ models: [{ name: 'm' }] }] } }],
  ['oauth-model-alias', { 'oauth-model-alias': { claude: [{ name: 'a', alias: 'b' }] } }],
])('an edit of %s is seen', (name, edit) => {
  expect(parts(same, running)).toEqual([]);
  expect(parts({ ...same, ...edit }, running)).toEqual([name]);
});
