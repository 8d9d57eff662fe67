import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../../src/backend/management/address.ts';
import {
  closeConnection,
  exchange,
  openConnection,
  usualLimits,
} from '../../../src/backend/management/exchange.ts';
import { connectManagement } from '../../../src/backend/management/management-backend.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { setLanguage } from '../../../src/base/text/language.ts';
import { good } from '../conformance.ts';
import { type FakeServer, fakeServer, fakeSocketServer, ours, sendJson, state } from './fake-server.ts';

const secret = 'fake-management-secret-0001';
const limits = { connect: 2_000, answer: 150, size: 64 * 1024 };
const now = () => Date.parse('2026-11-21T09:00:00Z');

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Recorded {
  readonly name: string;
  readonly response: { status: number; headers: Record<string, string>; body: unknown };
}
/** An exchange with a real public server. */
function recorded(file: string, name: string): Recorded['response'] {
  const path = new URL(`../../fixtures/contract/v7/${file}.json`, import.meta.url);
  const all = JSON.parse(readFileSync(path, 'utf8')) as Recorded[];
  return (all.find((it) => it.name === name) as Recorded).response;
}

async function connect(respond: Parameters<typeof fakeServer>[0], given = secret) {
  server = await fakeServer(respond);
  return connectManagement({ url: server.url, secret: new Secret(given), now, limits });
}

const replay = (file: string, name: string) => {
  const { status, headers, body } = recorded(file, name);
  return connect((response) => sendJson(response, status, body === null ? '' : body, headers));
};

describe('a mistake in config.yaml', () => {
  const problem = { message: 'A quote is opened and not closed: line 1, column 7.', line: 1, column: 7 };
  const answer: Parameters<typeof fakeServer>[0] = (response, { url }) =>
    url.endsWith('/config.yaml')
      ? response.writeHead(200, { ...ours, 'content-type': 'application/yaml' }).end('port: "8317\n')
      : sendJson(response, 200, { ...state, problem });

  test('is said as the server says it', async () => {
    const backend = good(await connect(answer));
    expect(good(await backend.load()).problem).toEqual(problem);
    expect(server?.seen.map(({ url }) => url)).toEqual(['/v0/management/console/state']);
    await backend.close();
  });

  test('is said in the language of the console, which reads the text itself, once', async () => {
    await setLanguage('zh-CN');
    onTestFinished(() => setLanguage('en'));
    const backend = good(await connect(answer));
    const chinese = { ...problem, message: expect.stringMatching(/引号没有闭合。$/) };
    expect(good(await backend.load()).problem).toEqual(chinese);
    expect(good(await backend.load()).problem).toEqual(chinese);
    const urls = server?.seen.map(({ url }) => url.replace('/v0/management', ''));
    expect(urls).toEqual(['/console/state', '/config.yaml', '/console/state']);
    await backend.close();
  });

  test('does not hold up a load that is cancelled while its text is read', async () => {
    await setLanguage('zh-CN');
    onTestFinished(() => setLanguage('en'));
    const cancel = new AbortController();
    server = await fakeServer((response, request, count) => {
      if (request.url.endsWith('/config.yaml')) cancel.abort();
      else answer(response, request, count);
    });
    const patient = { ...limits, answer: 600_000 };
    const options = { url: server.url, secret: new Secret(secret), now, limits: patient };
    const backend = good(await connectManagement(options));
    expect(good(await backend.load(cancel.signal)).problem).toEqual(problem);
    await backend.close();
  });
});

test('why a login failed is in the language of the console where it is known', async () => {
  await setLanguage('zh-CN');
  onTestFinished(() => setLanguage('en'));
  const said = 'Codex answered access_denied: the login was refused; it says: No.';
  const backend = good(
    await connect((response, { url }) =>
      url.includes('/get-auth-status')
        ? sendJson(response, 200, {
            status: 'error',
            error: url.endsWith('=refused') ? said : 'No.',
          })
        : sendJson(response, 200, state),
    ),
  );
  const reason = async (login: string) => await backend.signIn?.status(login);
  expect(await reason('refused')).toMatchObject({
    value: { reason: 'Codex 返回 access_denied：登录被拒绝；其说明：No。' },
  });
  expect(await reason('other')).toMatchObject({ value: { reason: '服务器说明：No.' } });
  await backend.close();
});

describe('signing in', () => {
  test('asks once, with the secret in its header only, and the answer serves the first load', async () => {
    const backend = good(await connect((response) => sendJson(response, 200, state)));
    const loaded = good(await backend.load());
    expect(loaded.clientKeys.map((it) => it.key.reveal())).toEqual(state.config['api-keys']);
    expect(backend).toMatchObject({ kind: 'embedded', signedInAs: 'management secret', version: '1.2.3' });
    expect(server?.seen.length).toBe(1);
    const [request] = server?.seen ?? [];
    expect(request).toMatchObject({ method: 'GET', url: '/v0/management/console/state', body: '' });
    expect(request?.headers['x-management-key']).toBe(secret);
    expect(request?.headers.authorization).toBeUndefined();
    good(await backend.load());
    expect(server?.seen.length).toBe(2);
    await backend.close();
  });

  test('a key that is not in the activity has not been used, rather than being unknown', async () => {
    const backend = good(await connect((response) => sendJson(response, 200, state)));
    const [key] = good(await backend.load()).clientKeys;
    expect(key?.activity).toMatchObject({ today: 0, lastHour: 0, countedSince: state.countedSince });
    expect(key?.activity?.lastUsedAt).toBeUndefined();
    await backend.close();
  });

  test('a secret beyond ASCII is sent as UTF-8', async () => {
    await connect((response) => sendJson(response, 200, state), 'pässwörd-€-geheim');
    const sent = server?.seen[0]?.headers['x-management-key'] as string;
    expect(Buffer.from(sent, 'latin1').toString('utf8')).toBe('pässwörd-€-geheim');
  });

  for (const [what, given] of [
    ['empty', ''],
    ['blank', '  '],
    ['broken over lines', 'fake\r\nx-other: 1'],
  ]) {
    test(`a secret that is ${what} is never sent`, async () => {
      const outcome = await connect((response) => sendJson(response, 200, state), given);
      expect(outcome.ok).toBe(false);
      expect(server?.seen).toEqual([]);
    });
  }

  test('an address with a password in it, or of another kind, is refused before anything is sent', async () => {
    for (const url of [
      'http://me:fake-pass@127.0.0.1:1',
      'http://fake-pass@127.0.0.1:1',
      'ftp://127.0.0.1',
      'http://',
      ':',
    ]) {
      const outcome = await connectManagement({ url, secret: new Secret(secret) });
      expect(outcome).toMatchObject({ ok: false, kind: 'invalid' });
      expect(JSON.stringify(outcome)).not.toContain('fake-pass');
    }
  });

  test('an address may be given without scheme, with a slash, or with the path of the API', async () => {
    server = await fakeServer((response) => sendJson(response, 200, state));
    for (const end of ['', '/', '/v0/management', '/v0/management/']) {
      const url = `${server.url.slice('http://'.length)}${end}`;
      const backend = good(await connectManagement({ url, secret: new Secret(secret) }));
      expect(backend.place).toBe(server.url);
      await backend.close();
    }
    expect(new Set(server.seen.map((it) => it.url))).toEqual(new Set(['/v0/management/console/state']));
  });
});

describe('a refusal', () => {
  test('says how many attempts are left', async () => {
    const body = { error: { message: 'invalid password', type: 'authentication_error' } };
    const outcome = await connect((response) =>
      sendJson(response, 401, body, { ...ours, 'x-attempts-left': '3' }),
    );
    expect(outcome).toMatchObject({ ok: false, kind: 'denied', attemptsLeft: 3 });
    expect((outcome as { message: string }).message).toContain('refused');
  });

  test('is never followed by the same secret, whatever is asked, and however much at once', async () => {
    const backend = good(
      await connect((response, _request, count) =>
        count === 1
          ? sendJson(response, 200, state)
          : sendJson(response, 401, { error: 'invalid management key' }),
      ),
    );
    good(await backend.load());
    const outcomes = await Promise.all([
      backend.load(),
      backend.readConfigText(),
      backend.readAudit(5),
      backend.load(),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: false, kind: 'denied' });
    expect(await backend.editConfig([])).toMatchObject({ ok: false, kind: 'denied' });
    const states: unknown[] = [];
    await new Promise<void>((resolve) => {
      backend.subscribe((event) => {
        states.push(event);
        resolve();
      });
    });
    expect(states).toMatchObject([{ type: 'feed', state: 'refused' }]);
    expect(server?.seen.length).toBe(2);
    await backend.close();
  });

  test('of the public server is understood', async () => {
    const outcome = await replay('ban', 'wrong key, attempt 1');
    expect(outcome).toMatchObject({ ok: false, kind: 'denied' });
    expect((outcome as { message: string }).message).toContain('invalid management key');
  });

  test('never has the secret in its message', async () => {
    for (const status of [400, 401, 403, 404, 500]) {
      const outcome = await connect((response) => sendJson(response, status, { error: 'no' }));
      expect(JSON.stringify(outcome)).not.toContain(secret);
      await server?.close();
    }
  });
});

describe('a lock-out', () => {
  test('ends when Retry-After says so, and nothing is sent before', async () => {
    let time = now();
    const body = { error: { message: 'IP banned', type: 'permission_error' } };
    server = await fakeServer((response, _request, count) =>
      count === 2
        ? sendJson(response, 403, body, { ...ours, 'retry-after': '1798' })
        : sendJson(response, 200, state),
    );
    const backend = good(
      await connectManagement({ url: server.url, secret: new Secret(secret), now: () => time, limits }),
    );
    good(await backend.load());
    const until = now() + 1_798_000;
    const lockedOut = { ok: false, kind: 'locked-out', lockedOutUntil: until };
    expect(await backend.load()).toMatchObject(lockedOut);
    time = until - 1;
    expect(await backend.load()).toMatchObject(lockedOut);
    expect(server.seen.length).toBe(2);
    time = until;
    good(await backend.load());
    expect(server.seen.length).toBe(3);
    await backend.close();
  });

  test("ends when the public server's text says so", async () => {
    expect(await replay('ban', 'attempt 6, wrong key: banned')).toMatchObject({
      kind: 'locked-out',
      lockedOutUntil: now() + 30 * 60_000,
    });
    await server?.close();
    expect(await replay('ban', 'a little later: the text counts down')).toMatchObject({
      kind: 'locked-out',
      lockedOutUntil: now() + 29 * 60_000 + 58_000,
    });
  });
});

describe('another answer', () => {
  test('management that is off is told from a server of another make', async () => {
    const off = { error: { message: 'Not Found', type: 'not_found' } };
    const outcome = await connect((response) => sendJson(response, 404, off));
    expect(outcome).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('no secret is set'),
    });
    await server?.close();
    const recordedOff = await replay('auth', 'empty secret-key: management path, some key');
    expect(recordedOff).toMatchObject({ message: expect.stringContaining('no secret is set') });
    await server?.close();
    const other = await replay('auth', 'unknown management path, good key');
    expect(other).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('public') });
  });

  test('remote management that is off says what to do', async () => {
    const name =
      'remote address refused with allow-remote false, right key (address faked with X-Forwarded-For)';
    const outcome = await replay('auth', name);
    expect(outcome).toMatchObject({ kind: 'denied', message: expect.stringContaining('allow-remote') });
  });

  test('a page of something else is not taken for a server of ours', async () => {
    const html = { server: 'nginx', 'content-type': 'text/html' };
    for (const status of [200, 404, 500]) {
      const outcome = await connect((response) => sendJson(response, status, '<html>hello</html>', html));
      expect(outcome).toMatchObject({
        kind: 'unsupported',
        message: expect.stringContaining('not a CLI Proxy API'),
      });
      await server?.close();
    }
  });

  test('a redirect is not followed, and its target gets nothing', async () => {
    const target = await fakeServer((response) => sendJson(response, 200, state));
    const location = `${target.url}/v0/management/console/state`;
    const outcome = await connect((response) => response.writeHead(307, { location }).end());
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(target.url) });
    expect(target.seen).toEqual([]);
    await target.close();
  });

  test('an answer of the wrong shape is reported as unexpected', async () => {
    const outcome = await connect((response) => sendJson(response, 200, { ...state, revision: 7 }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('(at revision)'),
    });
    await server?.close();
    expect(await connect((response) => sendJson(response, 200, '{"half":'))).toMatchObject({
      kind: 'failed',
    });
  });

  test('a failure with a kind keeps its kind, sentence and place', async () => {
    const backend = good(
      await connect((response, _request, count) =>
        count === 1
          ? sendJson(response, 200, state)
          : sendJson(response, 400, {
              error: 'invalid_config',
              message: 'port is text',
              kind: 'invalid',
              line: 3,
              column: 7,
            }),
      ),
    );
    expect(await backend.writeConfigText('port: x\n')).toEqual({
      ok: false,
      kind: 'invalid',
      message: 'port is text',
      line: 3,
      column: 7,
    });
    await backend.close();
  });
});

describe('a server that does not answer as it should', () => {
  test('one that is gone in the middle of a change: no other scheme is suggested, and the doubt is said', async () => {
    const ends = await fakeServer((response) => response.destroy());
    const address = good(addressOf(ends.url));
    const connection = good(await openConnection(address));
    const call = {
      method: 'PUT',
      path: '/x',
      headers: { 'x-management-key': 'fake' },
      body: '{}',
      changes: true,
    };
    const outcome = await exchange(connection, call);
    closeConnection(connection);
    await ends.close();
    const says = /closed the connection without an answer\. It is not known whether the change was made\.$/;
    expect(outcome).toMatchObject({ kind: 'unreachable', message: expect.stringMatching(says) });
  });

  test('a change that found no connection was not made, and no doubt is said', async () => {
    const gone = await fakeServer(() => {});
    await gone.close();
    const connection = good(await openConnection(good(addressOf(gone.url))));
    const call = { method: 'PUT', path: '/x', headers: {}, body: '{}', changes: true };
    // As Node says some time after the error.
    const request: typeof connection.request = (...given) =>
      Object.defineProperty(connection.request(...given), 'writableFinished', { value: true });
    const outcome = await exchange({ ...connection, request }, call);
    closeConnection(connection);
    expect(outcome).toMatchObject({ kind: 'unreachable', refused: true });
    expect(JSON.stringify(outcome)).not.toContain('It is not known');
  });

  test('one that sends more than is read is said to, with the limit', async () => {
    const floods = await fakeServer((response) => response.end('x'.repeat(100_000)));
    const connection = good(await openConnection(good(addressOf(floods.url))));
    const call = { method: 'GET', path: '/', headers: {} };
    const outcome = await exchange(connection, call, { ...usualLimits, size: 65_536 });
    closeConnection(connection);
    await floods.close();
    expect(outcome).toMatchObject({ message: expect.stringContaining('an answer of more than 64 KiB') });
  });

  test('nothing listens', async () => {
    const gone = await fakeServer(() => {});
    await gone.close();
    const outcome = await connectManagement({ url: gone.url, secret: new Secret(secret) });
    expect(outcome).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('Nothing listens'),
    });
  });

  test('one that takes the connection and says nothing', async () => {
    server = await fakeSocketServer(() => {});
    const outcome = await connectManagement({ url: server.url, secret: new Secret(secret), limits });
    expect(outcome).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('accepts connections but does not answer'),
    });
  });

  test('one that drips its answer without end', async () => {
    server = await fakeSocketServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{');
      const timer = setInterval(() => socket.write(' '), 5);
      socket.on('close', () => clearInterval(timer));
    });
    const outcome = await connectManagement({ url: server.url, secret: new Secret(secret), limits });
    expect(outcome).toMatchObject({ kind: 'unreachable' });
  });

  test('one that breaks off in the middle', async () => {
    server = await fakeSocketServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"version":'));
    });
    const outcome = await connectManagement({ url: server.url, secret: new Secret(secret), limits });
    expect(outcome).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('middle of its answer'),
    });
  });

  test('one that closes at once, or speaks another protocol', async () => {
    server = await fakeSocketServer((socket) => socket.destroy());
    const closing = await connectManagement({ url: server.url, secret: new Secret(secret), limits });
    expect(closing).toMatchObject({ kind: 'unreachable' });
    await server.close();
    server = await fakeSocketServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const ssh = await connectManagement({ url: server.url, secret: new Secret(secret), limits });
    expect(ssh).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('HTTP') });
  });

  test('one whose answer never ends in size', async () => {
    const outcome = await connect((response) => {
      response.writeHead(200, ours);
      response.write('x'.repeat(limits.size + 1));
    });
    expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining('more than') });
  });

  test('a request that is stopped ends at once, and so does one that waits for it', async () => {
    const backend = good(
      await connect((response, _request, count) => {
        if (count === 1) sendJson(response, 200, state);
      }),
    );
    good(await backend.load());
    const first = new AbortController();
    const second = new AbortController();
    const outcomes = [backend.load(first.signal), backend.readConfigText(second.signal)] as const;
    second.abort();
    expect(await outcomes[1]).toMatchObject({ kind: 'cancelled' });
    first.abort();
    expect(await outcomes[0]).toMatchObject({ kind: 'cancelled' });
    await backend.close();
  });

  test('a change that has left is not given up: only its answer tells whether it was made', async () => {
    const stop = new AbortController();
    const backend = good(
      await connect((response, request) => {
        if (request.method !== 'GET') stop.abort();
        sendJson(response, 200, request.method === 'GET' ? state : { status: 'ok', revision: 'r2' });
      }),
    );
    expect(await backend.editConfig([], { signal: stop.signal })).toMatchObject({ ok: true });
    const late = await backend.editConfig([], { signal: stop.signal });
    expect(late).toMatchObject({ ok: false, kind: 'cancelled' });
    expect(server?.seen.filter(({ method }) => method !== 'GET')).toHaveLength(1);
    await backend.close();
  });

  test('a kept connection that the server has closed is not an error', async () => {
    let answered = 0;
    server = await fakeSocketServer((socket) => {
      const body = JSON.stringify(state);
      let asked = 0;
      socket.on('data', () => {
        asked += 1;
        // The second request on a connection is dropped, as by a server that just closed it for idling.
        if (asked > 1) return socket.resetAndDestroy();
        answered += 1;
        socket.write(
          `HTTP/1.1 200 OK\r\nserver: cli-proxy/1\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      });
    });
    const backend = good(await connectManagement({ url: server.url, secret: new Secret(secret), limits }));
    good(await backend.load());
    good(await backend.load());
    good(await backend.load());
    expect(answered).toBe(3);
    await backend.close();
  });
});

describe('a new management secret', () => {
  async function change(signedInAs: string) {
    const backend = good(
      await connect((response, request) =>
        sendJson(response, 200, request.method === 'GET' ? { ...state, signedInAs } : { status: 'ok' }),
      ),
    );
    good(await backend.load());
    const done = backend.setManagementSecret(new Secret('fake-management-secret-0002'));
    const load = backend.load();
    good(await done);
    good(await load);
    await backend.close();
    return server?.seen.at(-1)?.headers['x-management-key'];
  }

  test('is what the very next request sends', async () => {
    expect(await change('management secret')).toBe('fake-management-secret-0002');
  });

  test('that has been sent is not given up by a cancel, as only the caller knows it', async () => {
    const cancel = new AbortController();
    const backend = good(
      await connect((response, request) => {
        if (request.method !== 'GET') cancel.abort();
        sendJson(response, 200, request.method === 'GET' ? state : { status: 'ok' });
      }),
    );
    const next = new Secret('fake-management-secret-0002');
    good(await backend.setManagementSecret(next, cancel.signal));
    const late = await backend.setManagementSecret(next, cancel.signal);
    expect(late).toMatchObject({ ok: false, kind: 'cancelled' });
    expect(server?.seen).toHaveLength(2);
    await backend.close();
  });

  test('whose answer is lost may be in force, and that is said', async () => {
    const backend = good(
      await connect((response, request) =>
        request.method === 'GET' ? sendJson(response, 200, state) : response.destroy(),
      ),
    );
    const next = new Secret('fake-management-secret-0002');
    const lost = await backend.setManagementSecret(next);
    expect(lost).toMatchObject({ ok: false, kind: 'unreachable', maybeInForce: true });
    await server?.close();
    const unsent = await backend.setManagementSecret(next);
    expect(unsent).toMatchObject({ ok: false, refused: true });
    expect(unsent).not.toHaveProperty('maybeInForce');
    await backend.close();
  });

  test('leaves a console alone that came in by the local password', async () => {
    expect(await change('local password')).toBe(secret);
  });
});
