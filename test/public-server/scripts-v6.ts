import type { PublicServer } from '../helpers/public-server/start-public-server.ts';
import { readFixture, readRecording } from './recording.ts';
import type { Script } from './replay.ts';

const real = readFixture('v6/config.yaml');
const off = real
  .replace('"fake-mgmt-secret"', '""')
  .replace('usage-statistics-enabled: true', 'debug: false');
const late = off.replace('secret-key: ""', 'secret-key: "late-secret"');
const start = { configText: real, secret: 'fake-mgmt-secret' };
const names = [
  'antigravity-anti',
  'claude-claude',
  'claude-off',
  'codex-codex',
  'gemini-gemini',
  'iflow-iflow',
];
const authFiles = Object.fromEntries(
  names.map((name) => {
    const [type = '', user = ''] = name.split('-');
    const disabled = user === 'off' ? { disabled: true } : {};
    const project = type === 'gemini' ? { project_id: 'fake-project' } : {};
    const end = type === 'gemini' ? '-fake-project' : '';
    const data = { type, email: `${user}@example.com`, access_token: 'fake-access', ...project, ...disabled };
    return [`${type}-${user}@example.com${end}.json`, data];
  }),
);

const noAmp = 'the stand-in forwards nothing to an Amp upstream';
const noSockets = 'the stand-in opens no WebSocket';
const noStream = 'the stand-in does not stream';
const noTranslation = 'the stand-in speaks the chat shape only';
const unknownState = 'the records behind these totals are not in the recordings';

/** Places of a recording whose exchange is of a kind that the stand-in leaves out. */
function where(recording: string, test: (path: string, status: number | null) => boolean, why: string) {
  const places = readRecording(recording).flatMap(({ request, response }, index) =>
    test(request.path, response.status) ? [[index, why] as const] : [],
  );
  return Object.fromEntries(places);
}
const isAmp = (path: string) => /^\/(api|auth|threads|docs|settings|news)\b/.test(path);

/** Brings the totals to what a recording shows, through the server's own import. */
async function importUsage(server: PublicServer, place: number): Promise<void> {
  const { body } = readRecording('v6/usage')[place]?.response ?? {};
  await fetch(`${server.url}/v0/management/usage/import`, {
    method: 'POST',
    headers: { authorization: 'Bearer fake-mgmt-secret' },
    body: JSON.stringify({ version: 1, usage: (body as { usage: unknown }).usage }),
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
const secretOf = (server: PublicServer) =>
  (server.config()['remote-management'] as Record<string, unknown> | undefined)?.['secret-key'];
const addSecret = async ({ server }: { readonly server: PublicServer }) => {
  await server.writeConfig(late);
  await until(() => secretOf(server) !== '');
};

export const v6Scripts: readonly Script[] = [
  {
    recording: 'v6/ampcode-management',
    starts: { 0: start },
    before: {
      0: ({ server }) =>
        server.changeByOther((config) => {
          const amp = config.ampcode as { 'model-mappings': unknown[] };
          amp['model-mappings'] = [
            ...amp['model-mappings'],
            { from: '^amp-rx-.*$', to: 'fake-model', regex: true },
          ];
        }),
    },
    skips: where('v6/ampcode-management', isAmp, noAmp),
  },
  {
    recording: 'v6/auth-and-404',
    starts: { 0: { ...start, authFiles }, 27: { configText: off } },
    before: {
      33: addSecret,
      35: async ({ server }) => {
        await server.writeConfig(off);
        await until(() => secretOf(server) === '');
      },
      37: addSecret,
    },
    skips: where('v6/auth-and-404', isAmp, noAmp),
  },
  {
    recording: 'v6/oauth',
    starts: { 0: start },
    before: {
      37: ({ clock }) => clock.pass(2000),
      40: ({ clock }) => clock.pass(3000),
      53: ({ clock }) => clock.pass(3000),
    },
  },
  {
    recording: 'v6/usage',
    starts: { 0: start },
    before: { 2: ({ server }) => importUsage(server, 2), 4: ({ server }) => importUsage(server, 4) },
    alike: { shapes: ['success', 'failed'] },
    alikeAt: { 2: {}, 4: {}, 5: {}, 15: {}, 20: {} },
  },
  {
    recording: 'v6/usage-restart',
    starts: { 0: start },
    bodies: { 3: JSON.stringify(readRecording('v6/usage')[5]?.response.body) },
    skips: { 0: unknownState },
  },
  {
    recording: 'v6/client-traffic',
    starts: { 0: start },
    alike: { lists: ['data'] },
    skips: { 1: noStream, 2: noStream, 10: noStream, 11: noTranslation },
  },
  {
    recording: 'v6/websocket',
    starts: { 0: start },
    withoutHeaders: true,
    skips: { ...where('v6/websocket', (_, status) => status === 101, noSockets), 33: unknownState },
  },
  { recording: 'v6/amp-traffic', starts: { 0: start }, skips: where('v6/amp-traffic', () => true, noAmp) },
];
