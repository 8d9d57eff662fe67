import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { createDiskBackend } from '../../../src/backend/disk/create-disk-backend.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import { type ConfigFile, openConfigFile } from '../../../src/config/file/config-file.ts';
import { authDirOf } from '../../../src/config/file/paths.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';
import type { KeyRecord } from '../../../src/contract/client-key.ts';
import { watchFiles } from '../../../src/watch/watch-files.ts';
import { alpha, bravo, charlie, exampleConfig, good } from '../conformance.ts';

let home: string;
let configPath: string;
let backend: Backend;
let watched: string[][];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'disk-'));
  configPath = join(home, 'config.yaml');
  writeFileSync(configPath, exampleConfig, { mode: 0o600 });
  watched = [];
  backend = open();
});

afterEach(async () => {
  await backend.close();
  rmSync(home, { recursive: true, force: true });
});

function open(options: { activity?: boolean } = {}): Backend {
  const file = openConfigFile({ path: configPath, backupFolder: () => join(home, 'backups') });
  return createDiskBackend({
    file,
    folder: (config) => openConsoleFolder(authDirOf(config, home, configPath)),
    watch(paths, onChange) {
      watched.push([...paths]);
      return watchFiles(paths, onChange);
    },
    hash: async (plain) => `$2a$10$hash-of-${plain.length}`,
    ...options,
  });
}

/** Events as they come; `until` waits for one that fits. */
function listen() {
  const events: BackendEvent[] = [];
  let wake = () => {};
  backend.subscribe((event) => {
    events.push(event);
    wake();
  });
  async function until(fits: (event: BackendEvent) => boolean): Promise<void> {
    while (!events.some(fits)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { events, until };
}

const isType = (type: BackendEvent['type']) => (event: BackendEvent) => event.type === type;

function writeRecords(authDir: string, label: string): void {
  const path = join(home, authDir, '.console', 'key-records.data');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify({ version: 1, keys: { [fingerprint(alpha)]: { label } } }));
  renameSync(`${path}.new`, path);
}

test('a config.yaml that is not UTF-8 has no text that could be saved, nor has a former one', async () => {
  const bytes = Buffer.from(`# caf\xe9\n${exampleConfig}`, 'latin1');
  writeFileSync(configPath, bytes);
  const refused = { ok: false, kind: 'invalid', message: expect.stringContaining('is not UTF-8 text') };
  expect(await backend.readConfigText()).toMatchObject({ ...refused, line: 1, column: 6 });
  good(await backend.writeConfigText(exampleConfig));
  const [version] = good((await backend.history?.versions()) as never) as { id: string; path: string }[];
  expect(readFileSync(version?.path ?? '').equals(bytes)).toBe(true);
  expect(await backend.history?.read(version?.id ?? '')).toMatchObject(refused);
});

describe('loading', () => {
  test('parses the config again only when its bytes have changed', async () => {
    const { config } = good(await backend.load());
    expect(good(await backend.load()).config).toBe(config);
    writeFileSync(configPath, exampleConfig);
    expect(good(await backend.load()).config).toBe(config);
    writeFileSync(configPath, exampleConfig.replace('debug: false', 'debug: true '));
    expect(good(await backend.load()).config).toMatchObject({ debug: true });
  });

  test('gives the same keys while nothing has changed, so that screens need not draw', async () => {
    const first = good(await backend.load());
    expect(good(await backend.load()).clientKeys).toBe(first.clientKeys);
  });

  test('sees a change at once, also when nobody watches', async () => {
    good(await backend.load());
    for (const key of [bravo, charlie]) {
      writeFileSync(configPath, `api-keys: [${key}]\n`);
      expect(good(await backend.load()).clientKeys.map((it) => it.key.reveal())).toEqual([key]);
    }
  });

  test('never gives what another load had read before the change', async () => {
    await backend.close();
    const file = openConfigFile({ path: configPath, backupFolder: () => join(home, 'backups') });
    let goOn = () => {};
    let begun = () => {};
    const reading = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow: ConfigFile = {
      ...file,
      async read() {
        const read = await file.read();
        begun();
        await held;
        return read;
      },
    };
    backend = createDiskBackend({
      file: slow,
      folder: (config) => openConsoleFolder(authDirOf(config, home, configPath)),
      watch: watchFiles,
      hash: async (plain) => plain,
    });
    const first = backend.load();
    await reading;
    writeFileSync(configPath, `api-keys: [${charlie}]\n`);
    const second = backend.load();
    const third = backend.load();
    goOn();
    expect(good(await first).clientKeys.length).toBe(2);
    for (const load of [second, third]) {
      expect(good(await load).clientKeys.map((it) => it.key.reveal())).toEqual([charlie]);
    }
  });

  test('of a file that was never good is a failure with its line', async () => {
    writeFileSync(configPath, 'api-keys:\n  - [\n');
    expect(await backend.load()).toMatchObject({ ok: false, kind: 'invalid' });
    expect((await backend.load()) as object).toHaveProperty('line');
    writeFileSync(configPath, exampleConfig);
    good(await backend.load());
  });

  test('of a file that is not there is a failure that names it', async () => {
    unlinkSync(configPath);
    expect(await backend.load()).toMatchObject({ ok: false, message: expect.stringContaining(configPath) });
    expect(await backend.readAudit(1)).toMatchObject({ ok: false });
  });

  test('goes on with the config in force when the file is removed, and says so', async () => {
    good(await backend.load());
    unlinkSync(configPath);
    const state = good(await backend.load());
    expect(state.clientKeys.length).toBe(2);
    expect(state.problem?.message).toContain(configPath);
  });

  test('warns of a config that others can read', async () => {
    writeFileSync(`${configPath}.new`, exampleConfig, { mode: 0o644 });
    renameSync(`${configPath}.new`, configPath);
    expect(good(await backend.load()).warnings.join()).toContain(configPath);
  });

  test('keeps the records it knows when their file breaks, and warns', async () => {
    writeRecords('auth', 'web');
    expect(good(await backend.load()).clientKeys[0]?.record?.label).toBe('web');
    writeFileSync(join(home, 'auth', '.console', 'key-records.data'), '{"version":');
    const state = good(await backend.load());
    expect(state.clientKeys[0]?.record?.label).toBe('web');
    expect(state.warnings.join()).toContain('key-records.data');
  });

  test('writes them again with the next edit of a record, so that no other key gets back what it had lost', async () => {
    const path = join(home, 'auth', '.console', 'key-records.data');
    writeRecords('auth', 'web');
    const [web, other] = good(await backend.load()).clientKeys.map((key) => key.fingerprint);
    const expired = {
      fingerprint: web ?? '',
      label: 'web',
      expiresAt: '2020-01-01T00:00:00.000Z',
    } as KeyRecord;
    good(await backend.editKeyRecords([{ op: 'put', record: expired }]));
    good(await backend.load());
    writeFileSync(path, '{"version":');
    const record = { fingerprint: other ?? '', label: 'other' } as KeyRecord;
    good(await backend.editKeyRecords([{ op: 'put', record }]));
    const state = good(await backend.load());
    expect(state.clientKeys.map((key) => key.record)).toEqual([expired, record]);
    expect(state.warnings.join()).toContain('was damaged. It was written again');
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('{"version":');
  });

  test('says that nothing of records is enforced that it has never read, until they can be read', async () => {
    const path = join(home, 'auth', '.console', 'key-records.data');
    writeRecords('auth', 'web');
    const whole = readFileSync(path);
    writeFileSync(path, '{"version":');
    const without = good(await backend.load());
    expect(without).toMatchObject({ withoutKeyRecords: true });
    expect(without.warnings.join()).toContain('A server that starts now enforces no expiry');
    const server = open({ activity: false });
    onTestFinished(() => server.close());
    const said = good(await server.load()).warnings.join();
    expect(said).toContain('are not enforced: their records cannot be read');
    writeFileSync(path, whole);
    const state = good(await backend.load());
    expect(state.withoutKeyRecords).toBeUndefined();
    expect(state.clientKeys[0]?.record?.label).toBe('web');
    expect(state.warnings.join()).not.toContain('enforces no');
  });

  test('reads records again whose folder has got its owner back, although no byte has changed', async () => {
    writeRecords('auth', 'web');
    const [folder, aside] = [join(home, 'auth', '.console'), join(home, 'aside')];
    renameSync(folder, aside);
    symlinkSync(aside, folder);
    expect(good(await backend.load()).withoutKeyRecords).toBe(true);
    unlinkSync(folder);
    renameSync(aside, folder);
    expect(good(await backend.load()).clientKeys[0]?.record?.label).toBe('web');
  });

  test('writes no records over a file that it has never read whole', async () => {
    const path = join(home, 'auth', '.console', 'key-records.data');
    writeRecords('auth', 'web');
    writeFileSync(path, '{"version":');
    const [key] = good(await backend.load()).clientKeys;
    const record = { fingerprint: key?.fingerprint, label: 'other' } as KeyRecord;
    expect(await backend.editKeyRecords([{ op: 'put', record }])).toMatchObject({
      ok: false,
      kind: 'invalid',
    });
    expect(readFileSync(path, 'utf8')).toBe('{"version":');
  });

  test('a load of what did not change makes no client key anew', async () => {
    const before = good(await backend.load()).clientKeys;
    const after = good(await backend.load()).clientKeys;
    expect(after[0]).toBe(before[0]);
  });
});

describe('the change feed', () => {
  test('tells an outside edit within 100 ms of its end', async () => {
    const { events, until } = listen();
    good(await backend.load());
    // The feed is known to be open once it has told something.
    writeRecords('auth', 'first');
    await until(isType('key-records'));
    const took: number[] = [];
    for (let i = 0; i < 5; i++) {
      events.length = 0;
      writeFileSync(configPath, exampleConfig.replace('debug: false', `request-retry: ${i}`));
      const start = performance.now();
      await until(isType('config'));
      took.push(performance.now() - start);
    }
    expect(Math.min(...took)).toBeLessThan(100);
  });

  test('tells what has changed between the last load and the subscription', async () => {
    good(await backend.load());
    writeFileSync(configPath, `${exampleConfig}request-retry: 9\n`);
    const { events, until } = listen();
    await until(isType('config'));
    expect(events.length).toBe(1);
  });

  test('follows auth-dir to another folder', async () => {
    writeRecords('auth', 'old');
    writeRecords('elsewhere', 'new');
    const { until, events } = listen();
    good(await backend.load());
    writeFileSync(configPath, exampleConfig.replace('./auth', './elsewhere'));
    await until(isType('key-records'));
    expect(good(await backend.load()).clientKeys[0]?.record?.label).toBe('new');
    events.length = 0;
    // Not before the new folder is watched could this be seen.
    good(await backend.editConfig([{ op: 'set', path: ['debug'], value: true }]));
    writeRecords('elsewhere', 'newer');
    await until(isType('key-records'));
    expect(good(await backend.load()).clientKeys[0]?.record?.label).toBe('newer');
    expect(watched.at(-1)?.[1]).toContain('elsewhere');
  });

  test('takes the records of keys along to another auth-dir, and leaves what is there', async () => {
    writeRecords('auth', 'old');
    const { clientKeys } = good(await backend.load());
    good(await backend.editConfig([{ op: 'set', path: ['auth-dir'], value: './fresh' }]));
    expect(good(await backend.load()).clientKeys).toEqual(clientKeys);
    good(await backend.editConfig([{ op: 'set', path: ['auth-dir'], value: './fresh/taken' }]));
    expect(good(await backend.load()).clientKeys).toEqual(clientKeys);
    writeFileSync(join(home, 'no-folder'), '');
    good(await backend.editConfig([{ op: 'set', path: ['auth-dir'], value: './no-folder' }]));
    expect(good(await backend.load()).warnings.join()).toMatch(
      /Expiry and limits of keys are still in .*fresh.taken/,
    );
  });

  test('says nothing of a file that was written with the same content', async () => {
    const { events, until } = listen();
    good(await backend.load());
    writeRecords('auth', 'first');
    await until(isType('key-records'));
    writeFileSync(configPath, exampleConfig);
    writeRecords('auth', 'second');
    await until(() => events.filter(isType('key-records')).length === 2);
    expect(events.filter(isType('config'))).toEqual([]);
  });

  test('that cannot be opened is told as a warning', async () => {
    await backend.close();
    const file = openConfigFile({ path: configPath, backupFolder: () => join(home, 'backups') });
    let tried = () => {};
    const trying = new Promise<void>((resolve) => {
      tried = resolve;
    });
    backend = createDiskBackend({
      file,
      folder: (config) => openConsoleFolder(authDirOf(config, home, configPath)),
      async watch(_paths, _onChange, onProblem) {
        onProblem?.('no space left for watches');
        tried();
        return { close: async () => {} };
      },
      hash: async (plain) => plain,
    });
    backend.subscribe(() => {});
    await trying;
    expect(good(await backend.load()).warnings[0]).toContain('no space left for watches');
  });

  test('opens no watch before somebody listens, and none after the last has left', async () => {
    good(await backend.load());
    expect(watched).toEqual([]);
    const leave = backend.subscribe(() => {});
    leave();
    good(await backend.load());
    expect(watched).toEqual([]);
  });
});

describe('the figures of a server that is gone', () => {
  const minute = Math.floor(Date.now() / 60_000);
  const file = {
    countedSince: 1_790_000_000_000,
    counts: {
      [fingerprint(alpha)]: {
        lastUsedAt: minute * 60_000,
        minutes: [[minute, 3]],
        hours: [[Math.floor(minute / 60), 3]],
        day: 0,
        today: 0,
      },
    },
  };
  const write = (content: unknown) => {
    const path = join(home, 'auth', '.console', 'activity.data');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
  };

  test('are shown, and said to be shown only', async () => {
    good(await backend.load());
    expect(backend.capabilities.activity).toBe('absent');
    write(file);
    const [first, second] = good(await backend.load()).clientKeys;
    expect(first?.activity).toMatchObject({ lastUsedAt: minute * 60_000, lastHour: 3 });
    expect(first?.activity?.hours).toHaveLength(24);
    expect(second?.activity).toMatchObject({ lastHour: 0, countedSince: file.countedSince });
    expect(backend.capabilities).toMatchObject({
      activity: 'shown',
      expiry: 'shown',
      limits: 'shown',
      clientKeys: 'enforced',
    });
  });

  test('grow old while their file stays as it is, and its list of keys during a minute', async () => {
    const now = (minute + 1) * 60_000;
    vi.useFakeTimers({ toFake: ['Date'], now });
    onTestFinished(() => void vi.useRealTimers());
    write(file);
    const loaded = async () => good(await backend.load()).clientKeys;
    const keys = await loaded();
    expect(keys[0]?.activity?.lastHour).toBe(3);
    vi.setSystemTime(now + 59_000);
    expect(await loaded()).toBe(keys);
    vi.setSystemTime(now + 3_600_000);
    expect((await loaded())[0]?.activity).toMatchObject({ lastUsedAt: minute * 60_000, lastHour: 0 });
  });

  test('are left out when they cannot be read, or when the caller counts itself', async () => {
    write({ countedSince: 7, counts: 7 });
    expect(good(await backend.load()).clientKeys[0]?.activity).toBeUndefined();
    write(file);
    await backend.close();
    backend = open({ activity: false });
    expect(good(await backend.load()).clientKeys[0]?.activity).toBeUndefined();
  });
});

test('a new management secret stands in the file as the hash that was made of it', async () => {
  const long = `fake-${'x'.repeat(68)}`;
  for (const bad of ['short', long, 'fake\nsecret-0001', ' fake-secret-0001']) {
    expect(await backend.setManagementSecret(new Secret(bad))).toMatchObject({ ok: false, kind: 'invalid' });
  }
  expect(readFileSync(configPath, 'utf8')).toBe(exampleConfig);
  good(await backend.setManagementSecret(new Secret('fake-secret-0001')));
  expect(readFileSync(configPath, 'utf8')).toContain('$2a$10$hash-of-16');
});
