import { connect } from 'node:net';
import { readFixture, readRecording } from './recording.ts';
import type { Script, Stage } from './replay.ts';

const real = readFixture('v7/config-real.yaml');
const empty = real.replace('"fake-management-secret-0001"', '""');
const withKeys = (...keys: readonly string[]) =>
  real.replace(/api-keys:\n(?:\s+[#-].*\n)+/, `api-keys:\n${keys.map((key) => `  - "${key}"\n`).join('')}`);
const alpha = 'fake-client-key-alpha-0000000000000001';
const bravo = 'fake-client-key-bravo-0000000000000002';
const charlie = 'fake-client-key-charlie-00000000000003';
const puty = withKeys('fake-client-key-puty-000000000000000005', bravo, charlie);
const authFiles = Object.fromEntries(
  [
    'antigravity-dev3@example.com.json',
    'claude-dev1@example.com.json',
    'codex-dev2@example.com-plus.json',
    'gemini-dev4@example.com.json',
    'kimi-1790000000000.json',
  ].map((name) => [name, readFixture(`v7/auth-dir-example/${name}`)]),
);
const start = { configText: real, authFiles };
const notHere = 'the stand-in calls nobody';
const noSockets = 'the stand-in opens no WebSocket';
const noStream = 'the stand-in does not stream';

/** Until the server has seen what was done to its file. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
const keyIs = (server: Stage['server'], key: string) => () => server.clientKeysInForce()[0] === key;
const opened = Object.fromEntries(
  readRecording('v7/websocket').flatMap(({ response }, index) =>
    response.status === 101 ? [[index, noSockets]] : [],
  ),
);

export const v7Scripts: readonly Script[] = [
  { recording: 'v7/absent', starts: { 0: start } },
  { recording: 'v7/api-keys', starts: { 0: start } },
  { recording: 'v7/settings', starts: { 0: start } },
  { recording: 'v7/provider-keys', starts: { 0: start } },
  { recording: 'v7/openai-compatibility', starts: { 0: start } },
  { recording: 'v7/models', starts: { 0: start } },
  {
    recording: 'v7/auth',
    starts: {
      0: start,
      16: { configText: empty },
      20: { configText: empty, managementPassword: 'fake-env-password-0001' },
      23: { configText: real, managementPassword: 'fake-env-password-0001' },
      25: { configText: empty, localPassword: 'fake-local-password-0001' },
      30: { configText: real, localPassword: 'fake-local-password-0001' },
      33: { configText: withKeys(alpha, bravo, 'your-api-key-1') },
      41: start,
      44: { configText: real.replace('allow-remote: false', 'allow-remote: true') },
      45: { configText: empty },
      47: { configText: empty, localPassword: 'fake-local-password-0001' },
    },
    before: {
      45: async ({ server }) => {
        await server.writeConfig(real);
        await until(() => String(remote(server)).startsWith('$2a$'));
      },
      46: async ({ server }) => {
        await server.writeConfig(empty);
        await until(() => remote(server) === '');
      },
      47: async ({ server }) => {
        await server.writeConfig(empty.replace('bravo', 'other'));
        await until(() => server.clientKeysInForce()[1]?.includes('other') ?? false);
      },
    },
  },
  {
    recording: 'v7/ban',
    starts: { 0: start, 13: start },
    before: {
      11: ({ clock }) => clock.pass(2000),
      12: async ({ server }) => {
        await server.stop();
        await server.start();
      },
      13: async ({ server }) => {
        for (let count = 0; count < 5; count += 1) await fetch(`${server.url}/v0/management/debug`);
      },
    },
  },
  {
    recording: 'v7/config',
    starts: { 0: start },
    bodies: { 13: readFixture('v7/config-real.after-start.yaml') },
  },
  {
    recording: 'v7/config-on-disk',
    starts: { 0: { configText: puty } },
    bodies: { 6: puty, 10: withKeys('fake-client-key-ren-00000000000000003', bravo, charlie) },
    before: {
      0: ({ server }) => server.writeConfig('host: "127.0.0.1"\nport: [broken\n'),
      8: ({ server }) => server.writeConfig(''),
      10: async ({ server }) => {
        await server.writeConfig(withKeys(alpha, bravo, charlie));
        await until(keyIs(server, alpha));
        await server.renameOverConfig(withKeys(alpha, bravo, charlie));
        await until(() => !server.watching());
      },
    },
  },
  {
    recording: 'v7/auth-files',
    starts: { 0: start },
    alikeAt: { 4: { lists: ['models'] } },
    before: {
      65: ({ server }) => {
        for (const [name, text] of Object.entries(authFiles)) server.dropAuthFile(name, text);
      },
    },
  },
  {
    recording: 'v7/oauth',
    starts: { 0: start },
    alikeAt: { 34: { shapes: ['error'] } },
    before: { 31: ({ clock }) => clock.pass(1000), 34: ({ clock }) => clock.pass(1000) },
  },
  {
    recording: 'v7/usage',
    starts: { 0: start },
    alike: {
      shapes: ['success', 'failed', 'timestamp', 'latency_ms', 'ttft_ms', 'request_id', 'response_headers'],
    },
    alikeAt: { 3: { lists: [''] }, 14: { subset: true } },
    before: {
      2: ({ server }) => {
        for (let count = 0; count < 3; count += 1) server.traffic({ clientKey: alpha });
      },
      11: ({ server }) => server.traffic({ clientKey: alpha }),
      13: async ({ server }) => {
        connect(server.port, '127.0.0.1').write(`AUTH ${server.secret}\r\nSUBSCRIBE usage\r\n`);
        await until(() => server.subscribers === 1);
        server.traffic({ clientKey: alpha });
      },
    },
  },
  {
    recording: 'v7/logs',
    starts: { 0: start },
    before: {
      0: ({ server }) => {
        for (let count = 0; count < 9; count += 1) server.addLogLine('[info ] something happened');
        const name = 'error-backend-api-codex-responses-2026-11-21T081043-f1726d23.log';
        server.addErrorLog(name, String(readErrorLog()));
      },
      20: ({ server }) =>
        server.addErrorLog('v1-chat-completions-2026-11-21T081053-17fc5f11.log', '=== REQUEST'),
    },
    alike: { shapes: ['lines', 'files'], lists: ['lines', 'files'] },
    alikeAt: { 20: { shapes: [''] } },
  },
  {
    recording: 'v7/misc',
    starts: { 0: start },
    alike: { shapes: ['message'], lists: ['models'] },
    skips: { 4: notHere },
    before: {
      12: ({ server, stands }) =>
        stands.set('6388b77af5694c2c', server.authIndex('antigravity-dev3@example.com.json')),
    },
  },
  {
    recording: 'v7/client',
    starts: {
      0: start,
      26: { configText: real.replace(/api-keys:\n(?:\s+[#-].*\n)+/, 'api-keys: []\n') },
      29: start,
    },
    alike: { lists: ['data'], ignore: ['has_more', 'first_id', 'last_id'] },
    before: {
      29: ({ server }) => server.changeByOther((config) => config['api-keys'].push('your-api-key-1')),
    },
    skips: { 19: noStream },
  },
  {
    recording: 'v7/websocket',
    starts: { 0: start },
    before: {
      6: ({ server }) => server.changeByOther((config) => Object.assign(config, { 'ws-auth': false })),
    },
    skips: opened,
  },
];

function remote(server: Stage['server']): unknown {
  return (server.config()['remote-management'] as Record<string, unknown> | undefined)?.['secret-key'];
}

function readErrorLog(): unknown {
  const recorded = JSON.parse(readFixture('v7/logs.json'));
  return recorded[12].response.body;
}
