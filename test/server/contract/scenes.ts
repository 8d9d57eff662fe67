import { Secret } from '../../../src/base/secrets/secret.ts';
import { recordedText, type Version } from './recordings.ts';
import { signInStart } from './sign-in-scenes.ts';
import type { World, WorldOptions } from './world.ts';

/** What had been done to the recorded server before an exchange, in words of ours. */
export interface Step {
  /** A server that is started anew, with this. */
  readonly restart?: WorldOptions;
  readonly before?: (world: World) => Promise<unknown>;
  /** The text that the recording only describes. */
  readonly body?: (world: World) => Promise<string>;
}

export interface Scene {
  readonly start: WorldOptions;
  /** By name of the exchange. */
  readonly steps: Readonly<Record<string, Step>>;
}

const real = recordedText('v7/config-real.after-start.yaml');
const secret = 'fake-management-secret-0001';
const charlie = 'fake-client-key-charlie-00000000000003';
const secretKey = /secret-key: "[^"]*"/;
const withSecret = (text: string, value: string) => text.replace(secretKey, () => `secret-key: "${value}"`);
const withFirstKey = (text: string, name: string) =>
  text.replace(/fake-client-key-alpha-\d+/, `fake-client-key-${name}`);
const noSecret = withSecret(real, '');
const noKeys = real.replace(/api-keys:\n(?:(?:#| +-).*\n)+/, 'api-keys: []\n');
const sample = real.replace(charlie, 'your-api-key-1');
const managementPassword = new Secret('fake-env-password-0001');
const localPassword = new Secret('fake-local-password-0001');

const old = withSecret(recordedText('v6/config.yaml'), 'fake-mgmt-secret');
const lateSecret = withSecret(old, 'late-secret');

/** Asks until the answer is, or no longer is, "nobody may manage this". */
async function untilManaged(world: World, wanted: boolean, by: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${world.url}/v0/management/debug`, { headers: { authorization: by } });
    if ((answer.status === 200) === wanted) return;
  }
}

const setting = (world: World, name: string, value: unknown, by = secret) =>
  fetch(`${world.url}/v0/management/${name}`, {
    method: 'PUT',
    headers: { authorization: by },
    body: JSON.stringify({ value }),
  });

/** A request of a client; no provider answers it, and its record goes into the queue all the same. */
const chat = (world: World, model: string, key: string) =>
  fetch(`${world.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }] }),
  }).then((answer) => answer.text());

/** The files that the recorded server had, and two that it was given later. */
const exampleFiles = [
  'antigravity-dev3@example.com',
  'claude-dev1@example.com',
  'codex-dev2@example.com-plus',
];
async function withAuthFiles(world: World, ...names: readonly string[]): Promise<void> {
  for (const name of [...exampleFiles, 'kimi-1790000000000', ...names]) {
    await world.putAuthFile(`${name}.json`, recordedText(`v7/auth-dir-example/${name}.json`));
  }
}

const v7: Readonly<Record<string, Partial<Scene>>> = {
  'auth-files': {
    steps: {
      list: { before: (world) => withAuthFiles(world) },
      'delete: a .json file never loaded as credential': {
        before: (world) => withAuthFiles(world, 'gemini-dev4@example.com'),
      },
      'files dropped into the directory are listed again': { before: (world) => withAuthFiles(world) },
    },
  },
  usage: {
    steps: {
      'auth-files carry success/failed counters too': { before: (world) => withAuthFiles(world) },
    },
  },
  resp: {
    steps: Object.fromEntries(
      [
        'LPOP usage: one record as bulk string',
        'RPOP usage 5: array',
        'message pushed after one request',
      ].map((name) => [
        name,
        { before: (world: World) => chat(world, 'fake-chat', 'fake-client-key-alpha-0000000000000001') },
      ]),
    ),
  },
  misc: { steps: { 'reset-quota: ok': { before: (world) => withAuthFiles(world) } } },
  auth: {
    steps: {
      'empty secret-key: management path, no key': { restart: { text: noSecret } },
      'MANAGEMENT_PASSWORD with empty secret-key: accepted': {
        restart: { text: noSecret, managementPassword },
      },
      'MANAGEMENT_PASSWORD and secret-key both set: secret-key accepted': {
        restart: { text: real, managementPassword },
      },
      '-password with empty secret-key: management': { restart: { text: noSecret, localPassword } },
      '-password and secret-key both set: local password accepted': {
        restart: { text: real, localPassword },
      },
      'started with a template client key: the whole proxy side is closed': { restart: { text: sample } },
      'remote address refused with allow-remote false, right key (address faked with X-Forwarded-For)': {
        restart: { text: real },
      },
      'allow-remote true: remote address accepted': {
        restart: { text: real.replace('allow-remote: false', 'allow-remote: true') },
      },
      'secret-key added on disk while running: management is on without a restart': {
        restart: { text: noSecret },
        before: (world) => world.write(real).then(() => untilManaged(world, true, secret)),
      },
      'secret-key emptied on disk while running: 404 again': {
        before: (world) => world.write(noSecret).then(() => untilManaged(world, false, secret)),
      },
      '-password with empty secret-key, after any config reload': {
        restart: { text: noSecret, localPassword },
        before: (world) => world.write(`${noSecret}# reload\n`),
      },
    },
  },
  ban: {
    steps: {
      'a little later: the text counts down': {
        before: async (world) => {
          world.later += 2_000;
        },
      },
      'after a restart the ban is gone': { restart: { text: real } },
      'five requests without any key ban as well': {
        before: async (world) => {
          for (let n = 0; n < 5; n++) await fetch(`${world.url}/v0/management/debug`);
        },
      },
    },
  },
  oauth: {
    start: signInStart(real, [
      'e158f968dc32d6d92b664e0423ad7ffe',
      'a1df5620911b0e15607499c4b5d1c9f5',
      '5a5665c2c04a768f1b748d95a6431d0a',
    ]),
  },
  config: { steps: { 'put back the original secret hash': { body: async () => real } } },
  'config-on-disk': {
    start: { text: withFirstKey(real, 'puty-000000000000000005') },
    steps: {
      'broken config.yaml on disk: GET config still gives the last good one': {
        before: (world) => world.write('host: "127.0.0.1"\nport: [broken\n'),
      },
      'broken config.yaml on disk: PUT config.yaml repairs it': {
        body: async () => withFirstKey(real, 'puty-000000000000000005'),
      },
      'empty config.yaml on disk is ignored': { before: (world) => world.write('') },
      'after a rename-over of config.yaml: PUT config.yaml says ok': {
        restart: { text: real },
        before: (world) => world.replace(`${real}# another file\n`),
        body: async () => withFirstKey(real, 'ren-00000000000000003'),
      },
    },
  },
  client: {
    steps: {
      'empty api-keys list: /v1/models with no key': { restart: { text: noKeys } },
      'template key added while running': {
        restart: { text: real },
        before: (world) =>
          fetch(`${world.url}/v0/management/api-keys`, {
            method: 'PATCH',
            headers: { authorization: secret },
            body: JSON.stringify({ old: '', new: 'your-api-key-1' }),
          }),
      },
    },
  },
  websocket: {
    steps: {
      'ws-auth false: /v1/responses no key': { before: (world) => setting(world, 'ws-auth', false) },
      '/v1/responses good key, no Upgrade headers': { before: (world) => setting(world, 'ws-auth', true) },
    },
  },
};

/** The recorder's note stands for the whole export. */
const exported = async (): Promise<string> => {
  const all = JSON.parse(recordedText('v6/usage.json')) as { name: string; response: { body: unknown } }[];
  return JSON.stringify(all.find(({ name }) => name === 'usage-export')?.response.body);
};

interface ListedFile {
  readonly name: string;
  readonly type: string;
  readonly email?: string;
  readonly disabled: boolean;
}
/** The files that the recorded list shows, as they may have been. */
function oldFiles(): readonly (readonly [name: string, text: string])[] {
  const all = JSON.parse(recordedText('v6/auth-and-404.json')) as {
    name: string;
    response: { body: { files: ListedFile[] } };
  }[];
  const listed = all.find(({ name }) => name === 'auth-files')?.response.body.files ?? [];
  const token = { access_token: 'fake-access-token' };
  return listed.map(({ name, ...file }) => [
    name,
    JSON.stringify({ type: file.type, email: file.email, disabled: file.disabled, ...token, token }),
  ]);
}

/** A pattern that the recorded server was given before this recording. */
const withPattern = old.replace(
  /( +- from: "amp-mapped-model"\n +to: "fake-model"\n)/,
  (mapping) =>
    mapping + mapping.replace('amp-mapped-model', '^amp-rx-.*$').replace(/\n$/, '\n      regex: true\n'),
);

const v6: Readonly<Record<string, Partial<Scene>>> = {
  'ampcode-management': { start: { text: withPattern } },
  oauth: {
    start: signInStart(old, [
      '6f249feb8abedc55390b38d982cf0d87',
      'f19a42c9bbad458ec065378e652076a7',
      // The recorded name of Google's is no such text.
      '00000000000000000000000000000001',
      '695f7eb1b454db6f45291c2f15f865a7',
    ]),
  },
  'resp-queue': {
    steps: {
      'resp-over-the-http-port: PING': {
        before: async (world) => {
          await chat(world, 'fake-model', 'a'.repeat(64));
          await chat(world, 'fake-model', 'a'.repeat(64));
        },
      },
    },
  },
  'usage-restart': { steps: { 'after-restart-import-export': { body: exported } } },
  websocket: {
    steps: {
      'held /v1/ws session while ws-auth goes false to true': {
        before: (world) => setting(world, 'ws-auth', false, 'fake-mgmt-secret'),
      },
      'held /v1/responses session while ws-auth goes false to true': {
        before: (world) => setting(world, 'ws-auth', true, 'fake-mgmt-secret'),
      },
    },
  },
  'auth-and-404': {
    steps: {
      'auth-files': {
        before: async (world) => {
          for (const [name, text] of oldFiles()) await world.putAuthFile(name, text);
        },
      },
      'nosecret-started-empty-with-key': { restart: { text: withSecret(old, '') } },
      'secret-added-while-running': {
        before: (world) => world.write(lateSecret).then(() => untilManaged(world, true, 'late-secret')),
      },
      'secret-removed-while-running': {
        before: (world) =>
          world.write(withSecret(old, '')).then(() => untilManaged(world, false, 'late-secret')),
      },
      'secret-added-again': {
        before: (world) => world.write(lateSecret).then(() => untilManaged(world, true, 'late-secret')),
      },
    },
  },
};

/** Where a recording starts and what happened in between; most began on the same config and need nothing. */
export function sceneOf(version: Version, file: string): Scene {
  const usual: Scene = { start: { text: version === 'v7' ? real : old }, steps: {} };
  return { ...usual, ...(version === 'v7' ? v7 : v6)[file] };
}
