import { describe, expect, test } from 'vitest';
import { parseLogLine } from '../../../src/contract/log-line.ts';
import { failure } from '../../../src/contract/outcome.ts';
import { createServerLog, RecentLog } from '../../../src/server/log/server-log.ts';
import { makeStore } from '../../usage/make-record.ts';
import { alpha, json, runServer } from '../running-server.ts';

interface Logs {
  readonly lines: readonly string[];
  readonly 'line-count': number;
  readonly 'latest-timestamp': number;
  readonly 'next-cursor': string;
  readonly 'cursor-reset'?: boolean;
}

async function start() {
  const server = await runServer({ usage: await makeStore() });
  const logs = async (query = ''): Promise<Logs> =>
    (await (await server.manage(`/logs${query}`)).json()) as Logs;
  return { ...server, logs };
}

describe('the log over the management API', () => {
  test('is told from a cursor on, each line once', async () => {
    const { manage, logs } = await start();
    const first = await logs();
    expect(first.lines[0]).toMatch(
      /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \[-{8}\] \[info \] \[cli-proxy\] listening on http/,
    );
    await manage('/debug', json({ value: true }, { method: 'PUT' }));
    const next = await logs(`?cursor=${first['next-cursor']}`);
    expect(next.lines.map((line) => line.replace(/^.*cli-proxy\] /, '').replace(/\d+ms/, 'ms'))).toEqual([
      'config.yaml has changed; the new config is active',
      '200 |           ms |       127.0.0.1 | PUT     "/v0/management/debug"',
    ]);
    expect(next['cursor-reset']).toBeUndefined();
  });

  test('is told anew where the cursor is of another run', async () => {
    const { logs } = await start();
    const told = await logs('?cursor=abcdefgh.7&limit=1');
    expect(told).toMatchObject({ 'cursor-reset': true, 'line-count': 1 });
  });

  test('is told after an instant', async () => {
    const { clock, client, logs } = await start();
    const { 'latest-timestamp': before } = await logs();
    expect((await logs(`?after=${before}`)).lines).toEqual([]);
    clock.now += 5_000;
    await client('/v1/models', alpha);
    expect((await logs(`?after=${before}`)).lines).toHaveLength(1);
  });

  test('is forgotten on request', async () => {
    const { manage, logs } = await start();
    const { 'next-cursor': cursor } = await logs();
    expect((await manage('/logs', { method: 'DELETE' })).status).toBe(200);
    const { lines } = await logs();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/DELETE +"\/v0\/management\/logs"$/);
    expect((await logs(`?cursor=${cursor}`)).lines).toEqual(lines);
  });

  test('is told in the form of the log files to a console that asks for it', async () => {
    const { client, logs } = await start();
    await client('/v1/models?key=x', alpha);
    const { lines } = await logs('?format=json&limit=1');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      time: '2026-03-04T10:00:30.000Z',
      method: 'GET',
      path: '/v1/models?key=…',
      status: 200,
      address: '127.0.0.1',
    });
  });

  test('says why this server itself failed, without its secrets', async () => {
    const { manage, backend, logs } = await start();
    backend.failNext(failure('failed', `config.yaml with ${alpha} could not be written: EACCES`));
    await manage('/debug', json({ value: true }, { method: 'PUT' }));
    const { lines } = await logs('?format=json&limit=1');
    const line = parseLogLine(lines[0] ?? '');
    expect(line).toMatchObject({ level: 'error', status: 500, path: '/v0/management/debug' });
    expect(line.error).toBe('config.yaml with … could not be written: EACCES');
  });

  test('is not filled by those who read it, nor by what a console reads', async () => {
    const { url, manage, logs } = await start();
    const { 'next-cursor': cursor } = await logs();
    await logs();
    await manage('/config', { headers: { 'user-agent': 'cli-proxy-console' } });
    const asked = json({ query: { since: 0 } }, { method: 'POST' });
    const headers = { ...asked.headers, 'user-agent': 'cli-proxy-console' };
    expect((await manage('/console/usage', { ...asked, headers })).status).toBe(200);
    await fetch(`${url}/healthz`);
    expect((await logs(`?cursor=${cursor}`)).lines).toEqual([]);
    // What is refused is not a poll.
    await fetch(`${url}/v0/management/config`, { headers: { 'user-agent': 'cli-proxy-console' } });
    expect((await logs(`?cursor=${cursor}`)).lines).toHaveLength(1);
  });

  test('has lines of requests in their place and with their time, although they are written together', () => {
    let now = Date.UTC(2026, 0, 2);
    const written: string[] = [];
    const serverLog = createServerLog({
      write: (line) => written.push(line),
      now: () => now,
    });
    const { later, log } = serverLog;
    const asked = serverLog.about({ provider: 'fakeup', model: 'fake model' });
    for (let key = 1; key <= 12; key += 1) {
      later(() => asked('info', 'GET /', { key: `team-${key}` }));
      now += 10;
    }
    expect(written).toHaveLength(10);
    log('warn', 'fakeup cools down', { provider: 'fakeup' });
    later(() => asked('error', 'GET /', { key: 'team-13' }));
    expect(written.slice(9)).toEqual([
      '2026-01-02T00:00:00.090Z info  GET / provider=fakeup model="fake model" key=team-10',
      '2026-01-02T00:00:00.100Z info  GET / provider=fakeup model="fake model" key=team-11',
      '2026-01-02T00:00:00.110Z info  GET / provider=fakeup model="fake model" key=team-12',
      '2026-01-02T00:00:00.120Z warn  fakeup cools down provider=fakeup',
    ]);
    expect(serverLog.recent.lines).toHaveLength(14);
  });

  test('holds at most so many lines, and counts on', () => {
    const log = new RecentLog();
    for (let n = 0; n < 25_000; n++) log.add(`line ${n}`, n);
    expect(log.lines).toHaveLength(5_000);
    expect(log.end).toBe(25_000);
    expect(log.since(24_999)).toEqual(['line 24999']);
  });
});
