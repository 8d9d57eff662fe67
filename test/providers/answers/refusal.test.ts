import { describe, expect, test } from 'vitest';
import { errorIn, readRefusal } from '../../../src/providers/answers/refusal.ts';
import { claude } from '../../../src/providers/kinds/claude.ts';
import { codex } from '../../../src/providers/kinds/codex.ts';
import { gemini } from '../../../src/providers/kinds/gemini.ts';
import { iflow } from '../../../src/providers/kinds/iflow.ts';
import { openAiCompatibility } from '../../../src/providers/kinds/openai-compatibility.ts';
import { xai } from '../../../src/providers/kinds/xai.ts';
import type { Provider } from '../../../src/providers/provider.ts';

const causeOf = ({ explain }: Provider, status: number, body: unknown) =>
  readRefusal({ status, headers: {}, body: JSON.stringify(body) }, { explain, key: undefined }, 0).cause;
const google = (message: string, reason: string) => ({
  error: { code: 400, message, status: 'INVALID_ARGUMENT', details: [{ reason }] },
});

describe('what a refusal means', () => {
  test.each([
    [gemini, 400, google('API key not valid. Please pass a valid API key.', 'API_KEY_INVALID'), 'key'],
    [gemini, 400, google('API key expired. Please renew the API key.', 'API_KEY_INVALID'), 'key'],
    [gemini, 400, google('Invalid value at generation_config', 'BAD'), 'request'],
    [openAiCompatibility, 400, google('API key not valid.', 'API_KEY_INVALID'), 'key'],
    [openAiCompatibility, 400, { error: { code: 'Arrearage', message: 'Access denied' } }, 'credits'],
    [openAiCompatibility, 402, { error: { message: 'Insufficient Balance' } }, 'credits'],
    [openAiCompatibility, 403, { error: { message: 'sorry: insufficient credits' } }, 'credits'],
    [openAiCompatibility, 429, { error: { message: 'You exceeded your current quota' } }, 'rate-limit'],
    [claude, 400, { error: { message: 'Your credit balance is too low to use it' } }, 'credits'],
    [claude, 529, { error: { type: 'overloaded_error', message: 'Overloaded' } }, 'down'],
    [codex, 429, { error: { type: 'insufficient_quota', message: 'no', code: null } }, 'credits'],
    [codex, 429, { error: { type: 'usage_limit_reached', message: 'no' } }, 'rate-limit'],
    [
      xai,
      400,
      { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***' },
      'key',
    ],
  ] as const)('%s', (provider, status, body, cause) => {
    expect(causeOf(provider, status, body)).toBe(cause);
  });

  test.each([
    ['439', 'key'],
    ['449', 'rate-limit'],
  ])('iFlow %s in an answer with 200', (status, cause) => {
    const said = errorIn({ status, msg: 'no', body: null });
    expect(said && causeOf(iflow, said.status, said.body)).toBe(cause);
  });
});
