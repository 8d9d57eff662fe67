import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { claudeFile } from '../../backend/auth-files/disk-world.ts';
import { runDiskServer } from '../contract/disk-server.ts';
import type { World } from '../contract/world.ts';

const secret = 'fake-local-secret-0001';
const config = `port: 0\nremote-management:\n  secret-key: "${secret}"\napi-keys:\n  - "fake-client-key-alpha-0000000000000001"\n`;

let server: World;
beforeEach(async () => {
  server = await runDiskServer(config);
});

const folder = () => join(dirname(server.path), 'auth');
const data = (name: string) =>
  JSON.parse(readFileSync(join(folder(), name), 'utf8')) as Record<string, unknown>;
const names = () => readdirSync(folder()).filter((name) => !name.startsWith('.'));
async function ask(method: string, path: string, body?: string | FormData | object, by = secret) {
  const plain = body === undefined || typeof body === 'string' || body instanceof FormData;
  const answer = await fetch(`${server.url}/v0/management${path}`, {
    method,
    headers: { authorization: by, ...(plain ? {} : { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: plain ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    json: text === '' ? undefined : JSON.parse(text),
    headers: answer.headers,
  };
}
const formOf = (
  files: readonly (readonly [string, object | string])[],
  fields: Record<string, string> = {},
) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [name, content] of files) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    form.append('file', new Blob([text], { type: 'application/json' }), name);
  }
  return form;
};

describe('an upload as a form', () => {
  test('takes the provider of its files from `channel`, and a `prefix` (B6)', async () => {
    const file = { email: 'dev9@example.com', access_token: 'fake-token' };
    const form = formOf([['codex-dev9@example.com.json', file]], { channel: 'codex', prefix: 'team' });
    expect(await ask('POST', '/auth-files', form)).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(data('codex-dev9@example.com.json')).toEqual({ ...file, type: 'codex', prefix: 'team' });
    expect(statSync(join(folder(), 'codex-dev9@example.com.json')).mode & 0o777).toBe(0o600);
  });

  test('of which some files will not do stores the others, and says why', async () => {
    const form = formOf([
      ['claude-a.json', claudeFile()],
      ['claude-b.json', '{"type":'],
      ['../claude-c.json', claudeFile()],
    ]);
    const { status, json } = await ask('POST', '/auth-files', form);
    expect(status).toBe(207);
    expect(json).toMatchObject({ status: 'partial', uploaded: 1, files: ['claude-a.json'] });
    expect(json.failed.map(({ name }: { name: string }) => name)).toEqual([
      'claude-b.json',
      '../claude-c.json',
    ]);
    expect(names()).toEqual(['claude-a.json']);
    expect(readdirSync(dirname(folder()))).not.toContain('claude-c.json');
  });

  test('that is too large, or is none, is refused, and nothing is stored', async () => {
    const large = formOf([['claude-a.json', `{"a":"${'x'.repeat(5 * 1024 * 1024)}"}`]]);
    expect((await ask('POST', '/auth-files', large)).status).toBe(413);
    const big = formOf([['claude-a.json', { ...claudeFile(), pad: 'x'.repeat(300 * 1024) }]]);
    expect((await ask('POST', '/auth-files', big)).status).toBe(400);
    const answer = await fetch(`${server.url}/v0/management/auth-files`, {
      method: 'POST',
      headers: { authorization: secret, 'content-type': 'multipart/form-data' },
      body: 'nothing',
    });
    expect(answer.status).toBe(400);
    expect(names()).toEqual([]);
  });
});

describe('auth files over HTTP', () => {
  test('nobody without the secret learns of them or changes them', async () => {
    await ask('POST', '/auth-files?name=claude-a.json', claudeFile());
    for (const [method, path] of [
      ['GET', '/auth-files'],
      ['GET', '/auth-files/download?name=claude-a.json'],
      ['GET', '/sessions'],
      ['DELETE', '/sessions/claude-a.json'],
      ['POST', '/console/sessions/download'],
    ] as const)
      expect((await ask(method, path, undefined, 'fake-wrong')).status).toBeGreaterThan(400);
    expect(names()).toEqual(['claude-a.json']);
  });

  test('an overwritten and a deleted file go to the trash', async () => {
    await ask('POST', '/auth-files?name=claude-a.json', claudeFile('one@example.com'));
    await ask('POST', '/auth-files?name=claude-a.json', claudeFile('two@example.com'));
    await ask('DELETE', '/auth-files?name=claude-a.json');
    expect(names()).toEqual([]);
    const trash = join(folder(), '.console', 'trash');
    const kept = readdirSync(trash).map((token) =>
      readFileSync(join(trash, token, 'claude-a.json.revoked'), 'utf8'),
    );
    expect(kept.map((text) => JSON.parse(text).email).sort()).toEqual(['one@example.com', 'two@example.com']);
  });

  test('a service account becomes an account of Vertex, by form or as it is', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const account = (project: string) => ({ type: 'service_account', project_id: project, private_key: key });
    const form = formOf([['sa.json', account('one')]], { channel: 'vertex', prefix: 'prod' });
    expect(await ask('POST', '/auth-files', form)).toMatchObject({
      status: 200,
      json: { status: 'ok', uploaded: 1, files: ['vertex-one.json'] },
    });
    expect((await ask('POST', '/auth-files?name=sa.json', account('two'))).status).toBe(200);
    expect(names().sort()).toEqual(['vertex-one.json', 'vertex-two.json']);
    expect(data('vertex-one.json')).toMatchObject({ type: 'vertex', project_id: 'one', prefix: 'prod' });
    const wrong = await ask('POST', '/auth-files?name=sa.json&channel=claude', account('three'));
    expect(wrong.status).toBe(400);
  });

  test('a service account is imported with its region', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const account = {
      type: 'service_account',
      project_id: 'four',
      client_email: 'a@four.example',
      private_key: key,
    };
    const form = formOf([['sa.json', account]], { location: 'europe-west4' });
    expect(await ask('POST', '/vertex/import', form)).toMatchObject({
      status: 200,
      json: {
        status: 'ok',
        'auth-file': 'vertex-four.json',
        project_id: 'four',
        email: 'a@four.example',
        location: 'europe-west4',
      },
    });
    expect(data('vertex-four.json')).toMatchObject({ type: 'vertex', location: 'europe-west4' });
  });

  test('a name that no header can carry is downloaded all the same', async () => {
    const name = 'claude-jürgen@example.com.json';
    await ask('POST', `/auth-files?name=${encodeURIComponent(name)}`, claudeFile());
    const { status, headers } = await ask('GET', `/auth-files/download?name=${encodeURIComponent(name)}`);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''claude-j%C3%BCrgen%40example.com.json",
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('names in any of the recorded forms are deleted, and none leads out', async () => {
    for (const name of ['a', 'b', 'c', 'd'])
      await ask('POST', `/auth-files?name=claude-${name}.json`, claudeFile());
    expect((await ask('DELETE', '/auth-files', { name: 'claude-a.json' })).json).toEqual({ status: 'ok' });
    expect((await ask('DELETE', '/auth-files', ['claude-b.json', 'claude-c.json'])).json).toMatchObject({
      deleted: 2,
    });
    expect((await ask('DELETE', '/auth-files', ['../config.yaml'])).status).toBe(400);
    expect((await ask('DELETE', '/auth-files?all=yes')).status).toBe(400);
    expect(names()).toEqual(['claude-d.json']);
  });

  test('what cannot be deleted has its reason, also among all', async () => {
    await ask('POST', '/auth-files?name=claude-a.json', claudeFile());
    await ask('POST', '/auth-files?name=claude-b.json', claudeFile());
    mkdirSync(join(folder(), 'own'));
    writeFileSync(join(folder(), 'own', 'claude-c.json'), JSON.stringify(claudeFile()));
    symlinkSync(join('own', 'claude-c.json'), join(folder(), 'claude-link.json'));
    const linked = { name: 'claude-link.json', error: expect.stringContaining('is a link') };
    const some = await ask('DELETE', '/auth-files', ['claude-a.json', 'claude-link.json', 'claude-x.json']);
    expect(some).toMatchObject({
      status: 207,
      json: { files: ['claude-a.json'], failed: [linked, { error: 'auth file not found' }] },
    });
    const all = await ask('DELETE', '/auth-files?all=true');
    expect(all).toMatchObject({ status: 207, json: { deleted: 1, failed: [linked] } });
    expect(names()).toEqual(['claude-link.json', 'own']);
  });

  test('headers of a file are merged, and the last one that goes takes the member along', async () => {
    await ask('POST', '/auth-files?name=claude-a.json', claudeFile());
    const patch = (headers: object) => ask('PATCH', '/auth-files/fields', { name: 'claude-a.json', headers });
    await patch({ 'X-Team': 'one', 'X-Other': 'two' });
    await patch({ 'X-Team': '' });
    expect(data('claude-a.json').headers).toEqual({ 'X-Other': 'two' });
    await patch({ 'X-Other': null });
    expect(data('claude-a.json')).not.toHaveProperty('headers');
  });
});

describe('the list of auth files', () => {
  test('has the files that no server can use, with the reason, as `all` deletes them too', async () => {
    const files = {
      'claude-a.json': JSON.stringify(claudeFile('a@example.com')),
      'claude-empty.json': '{"type":"claude","email":"b@example.com"}',
      'cut.json': '{"type":"claude","access',
      'untyped.json': '{"hello":1}',
    };
    for (const [name, text] of Object.entries(files)) await server.putAuthFile(name, text);
    const { text, json } = await ask('GET', '/auth-files');
    expect(text).not.toContain('fake-access');
    const entry = (name: string, type: string, status: string, status_message: unknown) =>
      expect.objectContaining({ name, type, provider: type, status, status_message });
    expect(json.files).toEqual([
      entry('claude-a.json', 'claude', 'active', ''),
      entry('claude-empty.json', 'claude', 'error', expect.stringMatching(/^It has none of access_token/)),
      entry('cut.json', 'unknown', 'error', expect.stringMatching(/^It is not JSON, or was cut short/)),
      entry('untyped.json', 'unknown', 'error', expect.stringMatching(/^It names no provider/)),
    ]);
    expect(json.files[3]).not.toHaveProperty('account_type');
    expect(json.files[3].auth_index).toMatch(/./);
    const deleted = await ask('DELETE', '/auth-files?all=true');
    expect(deleted.json).toEqual({ status: 'ok', deleted: json.files.length });
  });
});

describe('sessions over HTTP (B6)', () => {
  test('are listed with their state of affairs and without tokens, and one goes by its name', async () => {
    await ask('POST', '/auth-files?name=claude-a@example.com.json', claudeFile('a@example.com'));
    const { text, json } = await ask('GET', '/sessions');
    expect(json.sessions).toMatchObject([{ name: 'claude-a@example.com.json', account: 'a@example.com' }]);
    expect(text).not.toContain('fake-access');
    const gone = await ask('DELETE', `/sessions/${encodeURIComponent('claude-a@example.com.json')}`);
    expect(gone).toMatchObject({ status: 200, json: { status: 'ok', token: expect.any(String) } });
    expect((await ask('GET', '/sessions')).json).toEqual({ sessions: [] });
    const again = await ask('DELETE', `/sessions/${encodeURIComponent('claude-a@example.com.json')}`);
    expect(again.status).toBe(404);
    const back = await ask('POST', '/console/sessions/restore', { token: gone.json.token });
    expect(back.json).toEqual({ done: ['claude-a@example.com.json'], failed: [] });
  });

  test('a path that is no name is not found', async () => {
    for (const path of ['/sessions/', '/sessions/..%2Fconfig.yaml', '/sessions/%E0%A4%A', '/sessions/a/b'])
      expect((await ask('DELETE', path)).status).toBe(404);
    expect(statSync(server.path).isFile()).toBe(true);
  });

  test('no call of the console sends what was not agreed', async () => {
    for (const [path, body] of [
      ['disabled', { names: [], disabled: true }],
      ['disabled', { names: 'claude-a.json', disabled: true }],
      ['fields', { name: 'claude-a.json', fields: { access_token: 'fake' } }],
      ['upload', { name: 'claude-a.json', text: 5, overwrite: true }],
      ['restore', {}],
    ] as const)
      expect((await ask('POST', `/console/sessions/${path}`, body)).status).toBe(400);
  });

  test('each change is told to the consoles that listen, once they have asked', async () => {
    await ask('GET', '/sessions');
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v0/management/events`, {
      headers: { authorization: secret },
    });
    const told: string[] = [];
    await new Promise((resolve) => socket.once('open', resolve));
    const next = new Promise<void>((resolve) => {
      socket.on('message', (frame) => {
        told.push(String(frame));
        resolve();
      });
    });
    await server.putAuthFile('claude-late.json', JSON.stringify(claudeFile()));
    await next;
    socket.terminate();
    expect(told[0]).toBe('{"type":"auth-files"}');
  });

  test('no token and no name of an account reaches the log', async () => {
    await ask('POST', '/console/sessions/upload', {
      name: 'claude-a@example.com.json',
      text: JSON.stringify(claudeFile('a@example.com')),
      overwrite: false,
    });
    await ask('POST', '/console/sessions/download', { name: 'claude-a@example.com.json' });
    expect(server.lines.join('\n')).not.toMatch(/fake-access|fake-refresh|a@example\.com/);
  });
});
