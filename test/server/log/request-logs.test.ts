import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ActiveConfig } from '../../../src/server/active-config.ts';
import type { Redactor } from '../../../src/server/log/known-secrets.ts';
import { createRequestLogs } from '../../../src/server/log/request-logs.ts';
import { alpha, baseConfig, bravo, json, runServer } from '../running-server.ts';

const upstreamKey = 'fake-upstream-key-0000000000000007';

async function start(config: Record<string, unknown> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'request-logs-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const folder = join(home, 'logs');
  const server = await runServer({
    logFolder: () => folder,
    config: {
      ...(await baseConfig()),
      'openai-compatibility': [
        {
          name: 'nowhere',
          'base-url': 'http://127.0.0.1:1/v1',
          'api-key-entries': [{ 'api-key': upstreamKey }],
          models: [{ name: 'fake-model' }],
        },
      ],
      ...config,
    },
  });
  const ask = async (model: string, init: RequestInit = {}, query = '') =>
    (
      await server.client(
        `/v1/chat/completions${query}`,
        alpha,
        json({ model, messages: [] }, { method: 'POST', ...init }),
      )
    ).text();
  const logs = async () => {
    await server.close();
    const names = await readdir(folder).catch(() => []);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return { names, texts };
  };
  return { ...server, folder, ask, logs };
}

describe('the log of one request', () => {
  test('is kept of a failed one, without what it said', async () => {
    const { ask, manage, folder, logs } = await start();
    await ask('fake-model', { headers: { 'x-note': `key ${upstreamKey}` } });
    const names = async () => {
      const { files } = (await (await manage('/request-error-logs')).json()) as { files: { name: string }[] };
      return files.map((file) => file.name);
    };
    // The client has its answer before the file is written.
    await expect.poll(names).toHaveLength(1);
    const [name = ''] = await names();
    expect(name).toMatch(/^error-v1-chat-completions-\d{4}-\d\d-\d\dT\d{6}-[\w-]+\.log$/);
    const text = await (await manage(`/request-error-logs/${name}`)).text();
    expect(text).toContain('URL: /v1/chat/completions');
    expect(text).toMatch(/=== ATTEMPTS ===\n1\. nowhere .*: 502 /);
    expect(text).toContain('Status: 502');
    expect(text).not.toContain('messages');
    expect(text).not.toContain(upstreamKey);
    const id = /T\d{6}-([\w-]+)\.log$/.exec(name)?.[1];
    expect(await (await manage(`/request-log-by-id/${id}`)).text()).toBe(text);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await logs();
  });

  test('is left out in a storm of failures', async () => {
    // Its clock stands still.
    const { ask, logs } = await start({ 'error-logs-max-files': 0 });
    for (let n = 0; n < 12; n += 1) await ask('none');
    expect((await logs()).names).toHaveLength(10);
  });

  test('is left out in a storm of failures of requests that came earlier, one a second', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'request-logs-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const logs = createRequestLogs({
      activeConfig: { state: { config: { 'error-logs-max-files': 0 } } } as unknown as ActiveConfig,
      folder: () => folder,
      redact: { name: (text) => text, all: (text) => text } as Redactor,
      version: '9.9.9',
      log: () => {},
      now: () => 100_000,
    });
    for (let n = 0; n < 12; n += 1) {
      const record = {
        id: `r${n}`,
        at: n * 1_000,
        latencyMs: 1,
        endpoint: 'GET /',
        status: 502,
        failed: true,
      };
      const request = { method: 'GET', headers: {} } as IncomingMessage;
      logs.ended({ request, path: '/', status: 502, record });
    }
    await logs.close();
    expect(await readdir(folder)).toHaveLength(10);
  });

  test('is one of so many that config.yaml says', async () => {
    const { ask, logs } = await start({ 'error-logs-max-files': 2 });
    for (const model of ['none-1', 'none-2', 'none-3']) await ask(model);
    const { names, texts } = await logs();
    expect(names).toHaveLength(2);
    expect(texts.join()).not.toContain('none-1');
  });

  test('has what was sent and answered while request-log is on, also of one that is answered', async () => {
    const { ask, manage, logs } = await start({ 'request-log': true });
    await ask('none');
    expect(await (await manage('/request-error-logs')).json()).toEqual({ files: [] });
    const { names, texts } = await logs();
    expect(names).toEqual([expect.stringMatching(/^v1-chat-completions-/)]);
    expect(texts[0]).toContain('{"model":"none","messages":[]}');
    expect(texts[0]).toContain('unknown provider for model none');
  });

  test('masks members that are named like a secret, however often a body repeats such a word', async () => {
    const { client, logs } = await start({ 'request-log': true });
    const body = {
      model: 'none',
      user: 'key'.repeat(300_000),
      db_password: 'fake-"pass',
      note: 'longer-text',
    };
    await (await client('/v1/chat/completions', alpha, json(body, { method: 'POST' }))).text();
    const [text = ''] = (await logs()).texts;
    expect(text).toContain('"db_password":"…","note":"longer-text"');
  });

  test('is no file of another folder', async () => {
    const { ask, manage } = await start();
    await ask('none');
    for (const path of ['..%2f..%2fetc%2fpasswd', 'main.log', '.', '%2e%2e'])
      expect((await manage(`/request-error-logs/${path}`)).status).toBe(404);
  });
});

describe('no log has a secret', () => {
  const secrets = [alpha, bravo, upstreamKey, 'sk-proj-fakefakefakefake0000000000'];
  const places = ['path', 'query', 'header', 'bearer', 'model', 'message', 'key'] as const;

  test('wherever a client puts it', async () => {
    const server = await start({ 'request-log': true, debug: true });
    const { url, manage, lines, logs } = server;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...secrets),
        fc.constantFrom(...places),
        fc.constantFrom('', 'a ', '"', '/', '=', ' ünd '),
        async (secret, place, around) => {
          const text = place === 'message' ? `${around}${secret}${around}` : secret;
          const body = {
            model: place === 'model' ? text : 'fake-model',
            messages: place === 'message' ? [{ role: 'user', content: text }] : [],
            ...(place === 'key' && { api_key: text }),
          };
          const path = place === 'path' ? `/v1/${text}` : '/v1/chat/completions';
          const query = place === 'query' ? `?${text}=${text}&key=${text}` : '';
          const answer = await fetch(`${url}${path}${query}`, {
            ...json(body, { method: 'POST' }),
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${place === 'bearer' ? text : alpha}`,
              ...(place === 'header' && { 'x-other': text, 'x-api-key': text }),
            },
          });
          await answer.text();
        },
      ),
      { numRuns: 60, seed: 7 },
    );
    const told = await (await manage('/logs')).text();
    const { texts } = await logs();
    expect(texts.length).toBeGreaterThan(10);
    const all = [...lines, told, ...texts].join('\n');
    for (const secret of secrets) expect(all).not.toContain(secret);
  });
});
