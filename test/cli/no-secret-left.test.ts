import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localPassword, managementSecret } from '../helpers/workspace.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';
import { cli, cliWorkspace } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

const providerKey = 'fake-provider-key-canary-0000000000000001';
const wrongSecret = 'fake-wrong-secret-canary-000000000000001';
const wrongKey = 'fake-wrong-key-canary-0000000000000000001';

/** Files that hold keys, as they are made for that: config.yaml, its backups and the copy for a crash. */
const forKeys = /^config\.yaml$|\.console\/backups\//;

describe('after everything was used once', () => {
  test('no key and no secret stands in a log, the audit, the usage or any other file', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      // As some do, it says the key that it was asked with.
      json(401, { error: { message: `Incorrect API key provided: ${providerKey}` } }),
    );
    const place = await cliWorkspace({
      more: `claude-api-key:\n  - api-key: ${providerKey}\n    base-url: ${upstream.url}\nopenai-compatibility:\n  - name: canary\n    base-url: ${upstream.url}/v1\n    api-key-entries:\n      - api-key: ${providerKey}\n    models:\n      - name: gpt-canary\n`,
    });
    const clientKey = place.keys[0]?.key ?? '';
    const env = { ...place.env, CLI_PROXY_PASSWORD: localPassword };
    const server = await serving(place, ['--json'], { io: { env } });
    const ask = (path: string, headers: Record<string, string>, body?: object) =>
      fetch(server.url + path, {
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
    for (const key of [clientKey, wrongKey]) {
      const bearer = { authorization: `Bearer ${key}` };
      await ask('/v1/chat/completions', bearer, { model: 'gpt-canary', messages: [] });
      await ask('/v1/messages', { 'x-api-key': key }, { model: 'claude-canary', messages: [] });
      for (const path of [
        `/v1/models?key=${key}`,
        `/v1/${key}`,
        `/${key}/v1/models`,
        `/v1/models/${key}?${key}`,
      ])
        await ask(path, bearer);
      const agent = { 'http-referer': `https://app.example.com/?token=${key}`, 'x-title': 'canary' };
      await ask('/v1/chat/completions', { ...bearer, ...agent }, { model: 'gpt-canary', messages: [] });
    }
    for (const secret of [managementSecret, localPassword, wrongSecret])
      for (const path of [
        'config',
        'config.yaml',
        `x/${secret}`,
        `api-keys?value=${secret}`,
        'console/state',
      ])
        await ask(`/v0/management/${path}`, { 'x-management-key': secret });
    const added = await cli(place, ['keys', 'add', 'canary'], { env });
    expect(added.code).toBe(0);
    await cli(place, ['audit'], { env });
    expect(await server.stop()).toBe(0);

    const secrets = {
      clientKey,
      addedKey: added.stdout.trim(),
      providerKey,
      managementSecret,
      localPassword,
      wrongSecret,
      wrongKey,
    };
    const found: string[] = [];
    const look = (where: string, text: string) => {
      for (const [name, secret] of Object.entries(secrets))
        if (text.includes(secret)) found.push(`${name} in ${where}`);
    };
    look('the log', server.stderr() + server.stdout());
    const files = (await readdir(place.home, { recursive: true, withFileTypes: true })).filter((it) =>
      it.isFile(),
    );
    for (const file of files) {
      const path = relative(place.home, join(file.parentPath, file.name));
      if (!forKeys.test(path)) look(path, await readFile(join(place.home, path), 'latin1'));
    }
    expect(found).toEqual([]);
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['audit.jsonl', 'usage.db']));
    expect(upstream.seen.length).toBeGreaterThan(0);
  });
});
