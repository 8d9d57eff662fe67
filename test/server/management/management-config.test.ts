import { describe, expect, test } from 'vitest';
import { isBcryptHash } from '../../../src/base/secrets/bcrypt.ts';
import { failure, success } from '../../../src/contract/outcome.ts';
import {
  alpha,
  baseConfig,
  bravo,
  json,
  managementHash,
  managementSecret,
  read,
  runServer,
} from '../running-server.ts';

describe('GET config', () => {
  test('gives the whole config without what is hidden, with defaults of the settings', async () => {
    const { manage } = await runServer({
      config: {
        ...(await baseConfig()),
        'auth-dir': '~/.cli-proxy-api',
        'x-note': 'by hand',
        'gemini-api-key': [{ 'api-key': 'fake-gemini-key-1' }],
        routing: { strategy: 'fill-first' },
      },
    });
    const answer = await manage('/config');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const config = await read<Record<string, unknown>>(answer);
    expect(config).toMatchObject({
      'api-keys': [alpha, bravo],
      'x-note': 'by hand',
      'gemini-api-key': [{ 'api-key': 'fake-gemini-key-1' }],
      routing: { strategy: 'fill-first' },
      'ws-auth': true,
      debug: false,
      'error-logs-max-files': 10,
      'quota-exceeded': { 'switch-project': false, 'switch-preview-model': false },
      tls: { enable: false, cert: '', key: '' },
    });
    for (const hidden of ['host', 'port', 'auth-dir', 'remote-management'])
      expect(config).not.toHaveProperty([hidden]);
  });
});

describe('GET and PUT config.yaml', () => {
  const put = (body: string, headers: Record<string, string> = {}): RequestInit => ({
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/yaml', ...headers },
  });

  test('gives the bytes of the file with its revision, and keeps them out of caches', async () => {
    const { manage, backend } = await runServer();
    const answer = await manage('/config.yaml');
    expect(answer.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await backend.readConfigText();
    expect(text.ok && answer.headers.get('etag')).toBe(text.ok && `"${text.value.revision}"`);
    expect(await answer.text()).toBe(text.ok && text.value.text);
  });

  test('writes over the revision that was read, and over no other', async () => {
    const { manage, backend } = await runServer();
    const etag = (await manage('/config.yaml')).headers.get('etag') ?? '';
    const next = { ...backend.config, debug: true };
    const good = await manage('/config.yaml', put(JSON.stringify(next), { 'if-match': etag }));
    expect(good.status).toBe(200);
    const body = await read<{ revision: string }>(good);
    expect(body).toEqual({ ok: true, changed: ['config'], revision: body.revision });
    expect((await manage('/config.yaml')).headers.get('etag')).toBe(`"${body.revision}"`);

    const late = await manage('/config.yaml', put('{}', { 'if-match': etag }));
    expect(late.status).toBe(412);
    expect(await late.json()).toMatchObject({ error: 'revision_mismatch', kind: 'conflict' });
    expect((await manage('/config.yaml', put('{}', { 'if-match': 'nonsense' }))).status).toBe(412);
    expect(backend.config).toEqual(next);
  });

  test('acts on the very next request', async () => {
    const { manage, client, backend } = await runServer();
    const next = { ...backend.config, 'api-keys': [bravo] };
    expect((await manage('/config.yaml', put(JSON.stringify(next)))).status).toBe(200);
    expect((await client('/v1/models', alpha)).status).toBe(401);
    expect((await client('/v1/models', bravo)).status).toBe(200);
  });

  test('refuses text that does not parse, with the place, and an empty one', async () => {
    const { manage } = await runServer();
    const answer = await manage('/config.yaml', put('{'));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'invalid_yaml',
      message: 'The text is not JSON: line 1, column 1.',
      kind: 'invalid',
      line: 1,
      column: 1,
    });
    expect((await manage('/config.yaml', put(' \n'))).status).toBe(400);
  });

  test.each(['null', '{}', '{ }\n', '---\n', '--- ~\n...\n', '# comments alone\n', '\ufeff# a\n---\n# b\n'])(
    'refuses %j, which would take every key away',
    async (text) => {
      const { manage, backend } = await runServer();
      const answer = await manage('/config.yaml', put(text));
      expect(answer.status).toBe(400);
      expect((await read<{ message: string }>(answer)).message).toMatch(
        /^The text has no settings, so all \d+/,
      );
      expect(backend.config['api-keys']).toEqual([alpha, bravo]);
    },
  );

  test('says 422 when a value is out of its bounds', async () => {
    const { manage, backend } = await runServer();
    const place = { errorType: 'value', line: 2, column: 7 } as const;
    backend.failNext(failure('invalid', 'Whatever the words are.', place));
    const answer = await manage('/config.yaml', put('{"debug":true}'));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ error: 'invalid_config', line: 2, column: 7 });
  });

  test('a plain secret in the text is hashed before it lands', async () => {
    const hash = await managementHash();
    const { manage, backend } = await runServer({
      sealConfigText: async (text) => success(text.replace('plain-secret-1', () => hash)),
    });
    const next = { ...backend.config, 'remote-management': { 'secret-key': 'plain-secret-1' } };
    await manage('/config.yaml', put(JSON.stringify(next)));
    expect(backend.config['remote-management']?.['secret-key']).toBe(hash);
  });

  test('a plain secret that landed all the same is hashed before the answer', async () => {
    const { manage, backend } = await runServer();
    const next = { ...backend.config, 'remote-management': { 'secret-key': managementSecret } };
    expect((await manage('/config.yaml', put(JSON.stringify(next)))).status).toBe(200);
    expect(isBcryptHash(backend.config['remote-management']?.['secret-key'] ?? '')).toBe(true);
    expect((await manage('/debug')).status).toBe(200);
  });
});

describe('api-keys', () => {
  test('item edits are written, not the whole list, so that comments stay', async () => {
    const { manage, backend } = await runServer();
    await manage(
      '/api-keys',
      json({ old: '', new: 'fake-client-key-charlie-00000000000003' }, { method: 'PATCH' }),
    );
    await manage(
      '/api-keys',
      json({ index: 0, value: 'fake-client-key-delta-0000000000000004' }, { method: 'PATCH' }),
    );
    await manage(`/api-keys?value=${bravo}`, { method: 'DELETE' });
    expect(backend.edits.map((edit) => edit.op)).toEqual(['append', 'replace', 'remove']);
  });

  test('appends that arrive together all land', async () => {
    const { manage, backend } = await runServer();
    const added = Array.from({ length: 20 }, (_, n) => `fake-client-key-${n}-000000000000000000000`);
    const answers = await Promise.all(
      added.map((key) => manage('/api-keys', json({ old: '', new: key }, { method: 'PATCH' }))),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect([...(backend.config['api-keys'] ?? [])].sort()).toEqual([alpha, bravo, ...added].sort());
  });

  test('a list that another program changes at the same moment is changed on what that one wrote', async () => {
    const { manage, backend } = await runServer();
    const theirs = 'fake-client-key-theirs-0000000000000009';
    const real = backend.editConfig;
    let races = 6;
    // As a hand editor that saves between our reading and our writing; the value is new each time.
    Object.assign(backend, {
      editConfig: (...args: Parameters<typeof real>) => {
        if (races-- > 0)
          backend.outside({ ...backend.config, 'api-keys': [alpha, bravo, `${theirs}${races}`] });
        return real(...args);
      },
    });
    const first = 'fake-client-key-first-00000000000000005';
    const answer = await manage('/api-keys', json({ index: 0, value: first }, { method: 'PATCH' }));
    expect(answer.status).toBe(200);
    expect(backend.config['api-keys']).toEqual([first, bravo, `${theirs}0`]);
  });

  test('a file that cannot be written is 500 with the recorded text and a sentence', async () => {
    const { manage, backend } = await runServer();
    backend.failNext(failure('invalid', 'config.yaml is broken: line 1, column 7.'));
    const answer = await manage('/debug', json({ value: true }, { method: 'PUT' }));
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      error: 'failed to save config: config.yaml is broken: line 1, column 7.',
      message: 'config.yaml is broken: line 1, column 7.',
      kind: 'invalid',
    });
  });
});

describe('bodies', () => {
  test('that are not UTF-8 are refused, as their text would be another', async () => {
    const { manage, backend } = await runServer();
    const before = backend.config;
    const body = Buffer.from('debug: true # caf\xe9\n', 'latin1');
    const answer = await manage('/config.yaml', { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: 'The body is not UTF-8 text.' });
    expect(backend.config).toEqual(before);
  });

  test('that are too large are 413 with a sentence, with and without a declared length', async () => {
    const { manage } = await runServer();
    const large = 'x'.repeat(1024 * 1024 + 1);
    const declared = await manage('/api-keys', { method: 'PUT', body: large });
    expect(declared.status).toBe(413);
    expect(await declared.json()).toEqual({
      error: 'body_too_large',
      message: 'The request is larger than 1024 KiB. Send less at a time.',
      kind: 'invalid',
    });
    const streamed = await manage('/api-keys', {
      method: 'PUT',
      body: new Blob([large, large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    const text = await manage('/config.yaml', { method: 'PUT', body: 'x'.repeat(4 * 1024 * 1024 + 1) });
    expect(text.status).toBe(413);
  });
});
