import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutConfig } from '../../src/cli/compose/without-config.ts';
import { cli, cliWorkspace, ioOf } from './run-cli.ts';

const emptyHome = async () => {
  const place = await cliWorkspace({ config: false });
  return { place, env: { CLI_PROXY_CONFIG: '' }, path: join(place.home, '.config/cli-proxy/config.yaml') };
};

test('init creates a config with the key and the secret that it prints', async () => {
  const { place, env, path } = await emptyHome();
  const run = await cli(place, ['init', '--json'], { env });
  const { clientKey } = run.json();
  expect(run.json()).toMatchObject({
    ok: true,
    created: true,
    path,
    url: expect.stringMatching(/127\.0\.0\.1/),
  });
  expect(await readFile(path, 'utf8')).toContain(String(clientKey));
  const listed = await cli(place, ['keys', 'list', '--disk', '--json'], { env });
  const [key] = listed.json().keys as readonly { createdAt: string }[];
  expect(key?.createdAt).toMatch(/^\d{4}-/);
});

test('init says nothing of the use of keys, as no server has counted it', async () => {
  const { place, env } = await emptyHome();
  await cli(place, ['init'], { env });
  expect(await readdir(join(place.home, '.cli-proxy-api/.console'))).not.toContain('activity.data');
});

test.each([true, false])('a first run counts from then on, unless it is of --disk: %j', async (disk) => {
  const { place, path } = await emptyHome();
  const options = { readOnly: false, keep: false, init: true, insecureHttp: false, look: {} } as const;
  const none = {
    config: path,
    url: undefined,
    passwordFile: undefined,
    ca: undefined,
    preferences: undefined,
  };
  const found = await withoutConfig(
    { there: false, path, named: false },
    { ...options, ...none, disk },
    ioOf(place),
  );
  expect(found).toMatchObject({ ok: true, value: { firstRun: { path } } });
  const files = await readdir(join(place.home, '.cli-proxy-api/.console'));
  expect(files.includes('activity.data')).toBe(!disk);
});

test('init again changes nothing and succeeds', async () => {
  const { place, env, path } = await emptyHome();
  await cli(place, ['init'], { env });
  const before = await readFile(path, 'utf8');
  const again = await cli(place, ['init', '--json'], { env });
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('exists already') });
  expect(again.json()).toMatchObject({ created: false, path });
  expect(await readFile(path, 'utf8')).toBe(before);
});

test('init names the folder that is missing', async () => {
  const { place, env } = await emptyHome();
  const run = await cli(place, ['init', '--config', join(place.home, 'no/config.yaml')], { env });
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('does not exist') });
});
