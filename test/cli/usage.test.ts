import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { main } from '../../src/cli/main.ts';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import { localPassword, type Workspace } from '../helpers/workspace.ts';
import { makeRecord } from '../usage/make-record.ts';
import { cli, cliWorkspace, ioOf } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

const minuteMs = 60_000;

/** Three requests in the last hour, as a server that has stopped left them; one two days ago. */
async function usedPlace(): Promise<Workspace> {
  const place = await cliWorkspace({ keys: 2 });
  const [one = '', two = ''] = place.keys.map(({ key }) => fingerprint(key));
  const opened = await openUsageStore({ folder: join(place.authDir, '.console') });
  if (!opened.ok) throw new Error(opened.message);
  const store = opened.value;
  const at = Date.now() - 5 * minuteMs;
  store.add(makeRecord({ at, clientKey: one }));
  store.add(makeRecord({ at, clientKey: one, model: 'house-model' }));
  store.add(makeRecord({ at, clientKey: two, failed: true, status: 429, tokens: undefined as never }));
  store.add(makeRecord({ at: at - 48 * 60 * minuteMs, clientKey: two }));
  await store.close();
  return place;
}

describe('usage', () => {
  test('the last day by client key, from the files of a server that does not run', async () => {
    const place = await usedPlace();
    const { code, stdout } = await cli(place, ['usage']);
    expect(code).toBe(0);
    const [head = '', first = '', second = '', , totals = ''] = stdout.split('\n');
    expect(head).toMatch(/^KEY +REQUESTS +ERRORS +P50 +P95 +FIRST BYTE +IN +OUT +CACHED +COST$/);
    // One of its two models has no price, so the cost is more than what is said.
    expect(first).toMatch(/^team-1 \([0-9a-f]{16}\) +2 +0 .* 2000 +200 +0 +\$0\.0035\+$/);
    expect(second).toMatch(/^team-2 \([0-9a-f]{16}\) +1 +1 .* – +– +– +\$0\.00$/);
    expect(totals).toMatch(/^3 requests, 1 failed in 2\d h, cost \$0\.0035\+$/);
  });

  test('says since when the figures are complete, unless they are for the whole time', async () => {
    const place = await usedPlace();
    const countedSince = Date.now() - 10 * minuteMs;
    await openConsoleFolder(place.authDir).writeActivity({ countedSince, counts: {} });
    const completeSince = new Date(countedSince).toISOString();
    expect((await cli(place, ['usage'])).stdout).toMatch(
      /^3 requests, .*, complete since \d+ \w+ \d\d:\d\d$/m,
    );
    expect((await cli(place, ['usage', '--json'])).json()).toMatchObject({ completeSince });
    const late = await cli(place, ['usage', '--since', '4m']);
    expect(late.stdout).toBe('No requests.\n');
    await openConsoleFolder(place.authDir).writeActivity({ countedSince: Date.now(), counts: {} });
    const none = await cli(place, ['usage', '--since', '4m']);
    expect(none.stdout).toMatch(/^No matching requests are recorded; counting began \d+ \w+ \d\d:\d\d\.$/m);
    const before = await cli(place, ['usage', '--since', '4h', '--until', '3h']);
    expect(before.stdout).toMatch(/^No matching requests are recorded; counting began /);
    expect((await cli(place, ['keys', 'list', '--json'])).json()).toMatchObject({
      keys: [{ callsLastHour: null, callsToday: null }, {}],
    });
  });

  test('a price that is not known is said, and never 0', async () => {
    const place = await usedPlace();
    const { stdout } = await cli(place, ['usage', '--by', 'model', '--status', 'ok']);
    expect(stdout).toMatch(/^house-model .* unknown$/m);
    expect(stdout).toMatch(/^gpt-4o .* \$0\.0035$/m);
  });

  test('a key without a label is named by its mask', async () => {
    const place = await usedPlace();
    await cli(place, ['keys', 'label', 'team-2', '']);
    expect((await cli(place, ['usage'])).stdout).toMatch(/^fake…0002 \([0-9a-f]{16}\) +1 /m);
    expect((await cli(place, ['usage', '--requests', '5'])).stdout).toMatch(/Z +fake…0002 +gpt-4o /);
  });

  test('--by app is the application, as in a filter of the console', async () => {
    const { json } = await cli(await usedPlace(), ['usage', '--by', 'app', '--json']);
    expect(json()).toMatchObject({ ok: true, by: 'application' });
  });

  test('--since, --client and --json', async () => {
    const place = await usedPlace();
    const week = await cli(place, ['usage', '--since', '7d', '--client', 'team-2', '--json']);
    expect(week.json()).toMatchObject({
      ok: true,
      by: 'key',
      totals: { requests: 2, failed: 1 },
      groups: [{ value: fingerprint(place.keys[1]?.key ?? ''), requests: 2 }],
      recording: true,
    });
  });

  test('--by address and --address', async () => {
    const place = await cliWorkspace();
    const opened = await openUsageStore({ folder: join(place.authDir, '.console') });
    if (!opened.ok) throw new Error(opened.message);
    for (const address of ['10.0.3.7', '2001:db8::7', undefined, '10.0.3.7'])
      opened.value.add(makeRecord({ at: Date.now(), address }));
    await opened.value.close();
    const { stdout } = await cli(place, ['usage', '--by', 'address']);
    expect(stdout).toMatch(/^ADDRESS +REQUESTS.*\n10\.0\.3\.7 +2 .*\nunknown +1 .*\n2001:db8::7 +1 /);
    const one = await cli(place, ['usage', '--address', '2001:DB8::7', '--requests', '9', '--json']);
    expect(one.json()).toMatchObject({ requests: [{ address: '2001:db8::7' }] });
    const csv = await cli(place, ['usage', '--requests', '1', '--csv']);
    expect(csv.stdout.trimEnd()).toMatch(/,id,address\r?\n.*,10\.0\.3\.7$/);
  });

  test('from where a key is used is shown with it, and said before the old one of a rotation goes', async () => {
    const place = await cliWorkspace({ keys: 2 });
    const server = await serving(place);
    const headers = { authorization: `Bearer ${place.keys[0]?.key}` };
    const body = JSON.stringify({ model: 'unknown', messages: [] });
    const asked = await fetch(`${place.url}/v1/chat/completions`, { method: 'POST', headers, body });
    expect(asked.status).toBe(400);
    await server.stop();
    const used = await cli(place, ['keys', 'show', 'team-1', '--json']);
    const addresses = [{ address: '127.0.0.1', requests: 1, lastUsedAt: expect.any(String) }];
    expect(used.json()).toMatchObject({ addresses });
    expect((await cli(place, ['keys', 'show', 'team-1'])).stdout).toMatch(/^from +127\.0\.0\.1$/m);
    expect((await cli(place, ['keys', 'show', 'team-2', '--json'])).json()).toMatchObject({ addresses: [] });
    await cli(place, ['keys', 'rotate', 'team-1']);
    const finished = await cli(place, ['keys', 'finish', 'team-1']);
    expect(finished.stderr).toContain('had 1 request in the last hour, from 127.0.0.1. Remove it?');
  });

  test('--account and --until', async () => {
    const place = await usedPlace();
    const all = await cli(place, [
      'usage',
      '--account',
      'sk-…0001',
      '--since',
      '7d',
      '--until',
      '1d',
      '--json',
    ]);
    expect(all.json()).toMatchObject({ totals: { requests: 1 } });
    const none = await cli(place, ['usage', '--account', 'another']);
    expect(none.stdout).toBe('No requests.\n');
  });

  test.each(['=', '\uff1d', '\uff0b', '\uff0d', '\uff20'])(
    '--csv has names of clients that no spreadsheet runs: %s',
    async (sign) => {
      const place = await cliWorkspace();
      const opened = await openUsageStore({ folder: join(place.authDir, '.console') });
      if (!opened.ok) throw new Error(opened.message);
      opened.value.add(makeRecord({ at: Date.now(), application: `${sign}cmd("x"),1` }));
      await opened.value.close();
      const { stdout } = await cli(place, ['usage', '--by', 'application', '--csv']);
      const [head, row] = stdout.trimEnd().split('\r\n');
      expect(head).toMatch(/^application,label,requests,failed,p50_ms/);
      expect(row?.startsWith(`"'${sign}cmd(""x""),1",,1,0,`)).toBe(true);
    },
  );

  test.each([
    [['--by', 'colour'], '--by must be'],
    [['--since', 'soon'], '--since needs'],
    [['--status', 'fine'], '--status needs'],
    [['--since', '1h', '--until', '2h'], '--until needs'],
    [['--json', '--csv'], 'only one of'],
  ])('%j is refused in a sentence', async (args, words) => {
    const place = await cliWorkspace();
    const { code, stderr } = await cli(place, ['usage', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('--json has null where nothing was told', async () => {
    const place = await usedPlace();
    const all = await cli(place, ['usage', '--status', '4xx', '--json']);
    expect((all.json() as { totals: { failed: number } }).totals.failed).toBe(1);
    const { json } = await cli(place, ['usage', '--status', 'failed', '--json']);
    expect(json()).toMatchObject({ groups: [{ tokens: { input: null, cached: null, reasoning: null } }] });
    const { json: some } = await cli(place, ['usage', '--client', 'team-1', '--json']);
    expect(some()).toMatchObject({ totals: { tokens: { cached: 0, reasoning: 0 } } });
  });

  test('--requests lists them, newest first, as table, CSV and JSON; --why says what their records say', async () => {
    const place = await usedPlace();
    const listed = await cli(place, ['usage', '--requests', '2']);
    expect(listed.stdout.split('\n')[0]).toMatch(
      /^ARRIVED +KEY +MODEL +PROVIDER +STATUS +TOOK +IN +OUT +COST +NOTE$/,
    );
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(3);
    const csv = await cli(place, ['usage', '--requests', '9', '--client', 'team-1', '--csv']);
    expect(csv.stdout.split('\r\n')[1]).toMatch(/,team-1,openai,sk-…0001,/);
    const why = await cli(place, ['usage', '--requests', '9', '--model', 'house-model', '--why']);
    expect(why.stdout).toContain('    Cost unknown: no list price for house-model.');
    const { json } = await cli(place, ['usage', '--requests', '9', '--status', '429', '--why', '--json']);
    expect(json()).toMatchObject({
      requests: [
        {
          label: 'team-2',
          status: 429,
          cost: 0,
          tokens: { input: null },
          why: [expect.any(String), expect.any(String), expect.any(String)],
        },
      ],
    });
    expect((await cli(place, ['usage', '--requests', 'all'])).stderr).toContain('1 to 1000');
  });

  test('--why says what the requests of a filter have in common', async () => {
    const place = await usedPlace();
    const { stdout } = await cli(place, ['usage', '--why', '--since', '1h']);
    expect(stdout).toContain('1 of 3 requests failed (33%): 1 with 429.');
    expect(stdout).toContain('1 of house-model: no list price.');
    const { json } = await cli(place, ['usage', '--why', '--client', 'team-1', '--json']);
    expect(json()).toMatchObject({ ok: true, why: expect.arrayContaining(['None of 2 requests failed.']) });
  });

  test('nothing kept yet is no failure', async () => {
    const { code, stdout } = await cli(await cliWorkspace(), ['usage']);
    expect([code, stdout]).toEqual([0, 'No requests are recorded here.\n']);
  });

  test('on disk says that nothing was ever recorded, which is not the same as no requests', async () => {
    const { stdout, stderr } = await cli(await cliWorkspace(), ['usage', '--disk']);
    expect(stdout).toBe('No requests are recorded here.\n');
    expect(stderr).toContain('No server has recorded usage beside this config yet.');
  });

  test('on disk with recording off says so, and exits with 1', async () => {
    const place = await cliWorkspace({ more: 'usage-statistics-enabled: false\n' });
    const { code, stderr } = await cli(place, ['usage', '--disk']);
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing new is recorded: usage-statistics-enabled is off.');
  });

  test('--follow needs a server', async () => {
    const { code, stderr } = await cli(await cliWorkspace(), ['usage', '--follow', '--disk']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('running server');
  });

  test.each([[[]], [['--address', '127.0.0.1', '--status', '2xx']]])(
    '--follow %j prints each request as it finishes, until it is stopped',
    async (filter) => {
      const upstream = await provider();
      const more = [
        'openai-compatibility:',
        '  - name: fakeup',
        `    base-url: ${upstream}/v1`,
        '    api-key-entries: [{api-key: fake-upstream-key-00000000000000000001}]',
        '    models: [{name: gpt-4o}]',
        '',
      ].join('\n');
      const place = await cliWorkspace({ more });
      const env = { CLI_PROXY_PASSWORD: localPassword };
      const server = await serving(place, [], { env });
      let [printed, told] = ['', ''];
      let stop = () => {};
      const sink = (take: (text: string) => void) =>
        new Writable({
          write(chunk, _encoding, done) {
            take(String(chunk));
            done();
          },
        });
      const ended = main(['usage', '--follow', ...filter], {
        ...ioOf(place, { env }),
        stdout: sink((text) => {
          printed += text;
        }),
        stderr: sink((text) => {
          told += text;
        }),
        onStopSignal(wanted) {
          stop = wanted;
          return () => {};
        },
      });
      await expect.poll(() => told).toContain('Waiting for requests');
      const answer = await fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${place.keys[0]?.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o', messages: [] }),
      });
      expect(answer.status).toBe(200);
      await expect
        .poll(() => printed)
        .toMatch(/Z {2}200 {2}ok {2}team-1 {2}fakeup {2}gpt-4o .* in 12 out 4 /);
      stop();
      expect(await ended).toBe(0);
    },
  );
});

async function provider(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
