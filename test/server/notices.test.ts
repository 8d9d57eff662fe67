import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import type { Config } from '../../src/contract/config.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import { type Notice, openNotices } from '../../src/server/notices.ts';
import type { ServerStatus } from '../../src/server/server-status.ts';

const start = Date.parse('2026-11-23T09:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const nothing: ServerStatus = { configValid: true, clientKeys: [], providerKeys: [], sessions: [] };
const command = ['/usr/local/bin/tell', 'me'];

const key = (more: object) => [
  { fingerprint: 'fake0001', name: 'team-a', record: undefined, lastHour: 0, spending: undefined, ...more },
];
const account = (more: Partial<AuthFile>): AuthFile => ({
  ...{ name: 'claude-a.json', provider: 'claude', account: 'dev@example.com', disabled: false },
  ...more,
});
const quota = (usedPercent: number) => ({
  windows: [
    {
      ...{ id: '5h', label: '5h', usedPercent, observedAt: start, source: 'headers' as const },
      resetsAt: start + 2 * hour,
    },
  ],
});

function world(config: Config['notify'] = { command }, stored: unknown = undefined) {
  const at = { now: start, serverStatus: nothing, outcome: success(undefined) as Outcome<void>, stored };
  const sent: Notice[] = [];
  const commands: (readonly string[])[] = [];
  const lines: string[] = [];
  const open = () =>
    openNotices({
      config: () => ({ notify: config }),
      serverStatus: async () => at.serverStatus,
      async run(program, notice) {
        commands.push(program);
        sent.push(notice);
        return at.outcome;
      },
      file: {
        read: async () => success(at.stored),
        async write(data) {
          at.stored = JSON.parse(JSON.stringify(data));
          return success(undefined);
        },
      },
      now: () => at.now,
      log: (level, line) => lines.push(`${level} ${line}`),
    });
  const notices = open();
  return { at, sent, commands, lines, open, ...notices };
}

describe('a notice is sent', () => {
  test.each<[string, Partial<ServerStatus>, string]>([
    [
      'key-expiring',
      { clientKeys: key({ record: { expiresAt: new Date(start + 3 * day).toISOString() } }) },
      'Client key team-a expires in 3 d.',
    ],
    [
      'rotation-overdue',
      {
        clientKeys: key({
          record: { retiring: { replacedBy: 'x', deadline: new Date(start + 20 * hour).toISOString() } },
          lastHour: 5,
        }),
      },
      'The old key of team-a served 5 requests in the last hour and stops in 20 h.',
    ],
    ['account', { sessions: [account({ trouble: 'failing' })] }, 'claude dev@example.com is failing.'],
    [
      'account',
      { sessions: [account({ expiresAt: start - hour, renewable: false })] },
      'claude dev@example.com has expired. Log in again.',
    ],
    [
      'quota',
      { sessions: [account({ quota: quota(93) })] },
      'The 5h quota of claude dev@example.com is 93% used, and resets in 2 h.',
    ],
    [
      'provider-cooling',
      {
        providerKeys: [
          {
            id: 'a',
            provider: 'claude',
            name: 'Claude key sk-f…0001',
            state: { coolingUntil: start + hour },
          },
        ],
        sessions: [account({ coolingUntil: start + 5 * 60_000 })],
      },
      'All 2 keys and accounts of claude are cooling down; the first is back in 5 min.',
    ],
  ])('%s: %o', async (event, serverStatus, message) => {
    const { at, sent, commands, look, close } = world();
    at.serverStatus = { ...nothing, ...serverStatus };
    await look();
    expect(sent).toMatchObject([{ event, message, at: '2026-11-23T09:00:00.000Z' }]);
    expect(commands).toEqual([command]);
    await close();
  });

  test('about nothing that needs no attention', async () => {
    const { at, sent, look, close } = world();
    at.serverStatus = {
      configValid: true,
      clientKeys: key({ record: { expiresAt: new Date(start + 8 * day).toISOString() }, lastHour: 9 }),
      providerKeys: [
        { id: 'a', provider: 'claude', name: 'a', state: { coolingUntil: start + hour } },
        { id: 'b', provider: 'claude', name: 'b', state: undefined },
      ],
      sessions: [account({ quota: quota(89), expiresAt: start - hour, renewable: true })],
    };
    await look();
    expect(sent).toEqual([]);
    await close();
  });
});

describe('a notice about one subject', () => {
  const full: ServerStatus = { ...nothing, sessions: [account({ quota: quota(95) })] };

  test('is sent once a day while it lasts, also over a restart', async () => {
    const it = world();
    it.at.serverStatus = full;
    await it.look();
    await it.look();
    await it.close();
    const later = it.open();
    it.at.now = start + hour;
    await later.look();
    expect(it.sent.length).toBe(1);
    it.at.serverStatus = { ...nothing, sessions: [account({ trouble: 'failing' })] };
    it.at.now = start + day;
    await later.look();
    expect(it.sent.map(({ event }) => event)).toEqual(['quota', 'account']);
    await later.close();
  });

  test('is sent again when it comes back after an hour without it, and not at once', async () => {
    const it = world();
    for (const [minutes, serverStatus] of [
      [0, full],
      [10, nothing],
      [20, full],
      [30, nothing],
      [90, nothing],
      [100, full],
    ] as const) {
      it.at.now = start + minutes * 60_000;
      it.at.serverStatus = serverStatus;
      await it.look();
    }
    expect(it.sent.map(({ at }) => at.slice(11, 16))).toEqual(['09:00', '10:40']);
    await it.close();
  });
});

describe('the settings', () => {
  const busy: ServerStatus = { ...nothing, sessions: [account({ trouble: 'failing', quota: quota(60) })] };

  test('choose the events and the percentage; a name that is none is reported once', async () => {
    const it = world({ command, on: ['quota', 'quotas'], 'quota-percent': 50 });
    it.at.serverStatus = busy;
    await it.look();
    await it.look();
    expect(it.sent.map(({ event }) => event)).toEqual(['quota']);
    expect(it.lines).toEqual([expect.stringContaining('warn  notify.on'.replace('  ', ' '))]);
    await it.close();
  });

  test('without a command nothing is looked at', async () => {
    const it = world({});
    let asked = 0;
    Object.defineProperty(it.at, 'serverStatus', {
      get() {
        asked += 1;
        return busy;
      },
    });
    await it.look();
    expect([asked, it.sent]).toEqual([0, []]);
    await it.close();
  });
});

test('a command that fails is logged once, until it works again, and holds nothing up', async () => {
  const it = world();
  it.at.outcome = failure('failed', '/usr/local/bin/tell exited with 1.');
  const failing = (name: string) => account({ name, trouble: 'failing' });
  it.at.serverStatus = { ...nothing, sessions: [failing('a.json'), failing('b.json')] };
  await it.look();
  it.at.serverStatus = { ...nothing, sessions: [failing('c.json')] };
  await it.look();
  expect(it.sent.length).toBe(3);
  expect(it.lines).toEqual(['warn the command of notify failed: /usr/local/bin/tell exited with 1.']);
  await it.close();
});

test('text from outside is cleaned', async () => {
  const it = world();
  it.at.serverStatus = {
    ...nothing,
    sessions: [account({ account: 'dev\u001b[2J@example.com', trouble: 'failing' })],
  };
  await it.look();
  expect(it.sent[0]?.message).not.toContain('\u001b');
  await it.close();
});
