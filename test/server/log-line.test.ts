import { describe, expect, test } from 'vitest';
import { loggedPath } from '../../src/server/log-line.ts';
import { requestTarget } from '../../src/server/request-target.ts';
import { alpha } from './running-server.ts';

const logged = (url: string): string => {
  const { path, query } = requestTarget(url);
  return loggedPath(path, query);
};

describe('the path of a request in the log', () => {
  test.each([
    `/v1/models?key=${alpha}`,
    `/v1/models?%6bey=${alpha}`,
    `/v1/models?${alpha}`,
    `/v1/models?page=${alpha}`,
    `/v1/models%3Fkey=${alpha}`,
    `/v1/models%3fkey=${alpha}`,
    `/v1/models;key=${alpha}`,
    `/v1/models&key=${alpha}`,
    `/v0/management/api-keys/value=${alpha}`,
    `http://user:${alpha}@host/v1/models`,
    `/v1/models#${alpha}`,
  ])('holds no key, however it was sent: %s', (url) => {
    expect(logged(url)).not.toContain(alpha);
    expect(logged(url)).toMatch(/^\/v[01]\//);
  });

  test('says what was asked for', () => {
    expect(logged('/v1beta/models/gemini-x:generateContent?alt=sse')).toBe(
      '/v1beta/models/gemini-x:generateContent?alt=sse',
    );
  });
});
