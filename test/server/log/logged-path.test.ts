import { describe, expect, test } from 'vitest';
import { requestTarget } from '../../../src/server/http/request-target.ts';
import { loggedPath } from '../../../src/server/log/logged-path.ts';
import { alpha } from '../running-server.ts';

const logged = (url: string): string => {
  const { path, query } = requestTarget(url);
  return loggedPath(path, query, (text) => text === 'team key 7');
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
    `/v1/${alpha}`,
    `/v1/models/${alpha}`,
    `/v1/chat/completions/${alpha}/x`,
    `/v0/management/${alpha}`,
    `/v1/sk-proj-${'aB3_'.repeat(10)}`,
  ])('holds no key, however it was sent: %s', (url) => {
    expect(logged(url)).not.toContain(alpha);
    expect(logged(url)).not.toContain('sk-proj');
    expect(logged(url)).toMatch(/^\/v[01]\//);
  });

  test('holds no key in force, however short, as it is or encoded', () => {
    expect(logged('/team%20key%207')).toBe('/…');
    expect(logged('/v1beta/models/team%20key%207:generateContent')).toBe('/v1beta/models/…:generateContent');
  });

  test.each([
    '/v0/management/redis-usage-queue-retention-seconds',
    '/v0/management/auth-files/codex-someone-1@example.com-team.json',
    '/v1beta/models/gemini-2.5-flash-preview-05-20:streamGenerateContent',
    '/v0/management/console/key-records',
    '/api/provider/anthropic/v1/messages',
  ])('keeps the words of a route: %s', (path) => {
    expect(logged(path)).toBe(path);
  });

  test('says what was asked for', () => {
    expect(logged('/v1beta/models/gemini-x:generateContent?alt=sse')).toBe(
      '/v1beta/models/gemini-x:generateContent?alt=sse',
    );
  });
});
