import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { createConfig, type FirstConfig } from '../../../src/config/file/create-config.ts';
import { parseConfig } from '../../../src/config/parse/parse-config.ts';

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'create-config-'));
  path = join(root, 'new', 'config.yaml');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const first: FirstConfig = {
  clientKey: new Secret('fake-client-key-alpha-0000000000000001'),
  managementSecret: new Secret('fake "secret" \\ with: odd #characters'),
  port: 8317,
  authDir: '/tmp/a folder: odd',
};

test('the config of a first run is private, commented, and holds what it was given', async () => {
  expect(await createConfig(path, first)).toEqual({ ok: true, value: undefined });
  const text = await readFile(path, 'utf8');
  expect(parseConfig(text)).toMatchObject({
    ok: true,
    value: {
      warnings: [],
      config: {
        host: '127.0.0.1',
        port: 8317,
        'auth-dir': '/tmp/a folder: odd',
        'api-keys': [first.clientKey.reveal()],
        'remote-management': { 'allow-remote': false, 'secret-key': first.managementSecret.reveal() },
      },
    },
  });
  expect(text.match(/^# /gm)?.length).toBeGreaterThan(5);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(root, 'new'))).mode & 0o777).toBe(0o700);
});

test('a config that is there is never replaced', async () => {
  await createConfig(path, first);
  const before = await readFile(path, 'utf8');
  const again = await createConfig(path, { ...first, port: 1 });
  expect(again).toMatchObject({
    ok: false,
    kind: 'failed',
    message: expect.stringContaining('it is there already'),
  });
  expect(await readFile(path, 'utf8')).toBe(before);
  expect(await readdir(join(root, 'new'))).toEqual(['config.yaml']);
});
