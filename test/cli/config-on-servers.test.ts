import { readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';
import { cli, cliWorkspace } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

/** One setting of each type, its value, and the line that it becomes. */
const changes = [
  ['passthrough-headers', 'true', /^passthrough-headers: true$/],
  ['request-retry', '7', /^request-retry: 7$/],
  ['routing.strategy', 'fill-first', /^ +strategy: "?fill-first"?$/],
  ['streaming.keepalive-seconds', '17', /^ +keepalive-seconds: 17$/],
  ['routing.session-affinity-ttl', '3h', /^ +session-affinity-ttl: "?3h"?$/],
  ['pprof.addr', '127.0.0.1:9999', /^ +addr: "?127\.0\.0\.1:9999"?$/],
  ['oauth-excluded-models', '{"codex":["one-model"]}', /one-model/],
] as const;

type Run = (argv: readonly string[]) => ReturnType<typeof cli>;

/** The same file on disk, behind the embedded server, and of both public servers. */
async function configOf(kind: 'disk' | 'embedded' | 'v7' | 'v6') {
  const place = await cliWorkspace();
  if (kind === 'v7' || kind === 'v6') {
    const server = await startPublicServer({ kind, clientKeys: ['fake-client-key-alpha-0000000000000001'] });
    onTestFinished(() => server.close());
    const env = { CLI_PROXY_CONFIG: server.configPath, CLI_PROXY_PASSWORD: server.secret };
    const run: Run = (argv) => cli(place, argv, { env });
    // Its first write adds defaults of its own to the file.
    await run(['config', 'set', 'debug', 'true']);
    return { run, text: () => readFile(server.configPath, 'utf8') };
  }
  const secret = 'fake-management-secret-1';
  const env = { MANAGEMENT_PASSWORD: secret };
  if (kind === 'embedded') await serving(place, ['--port', '0'], { env });
  const argvOf = (argv: readonly string[]) => (kind === 'disk' ? [...argv, '--disk'] : argv);
  const run: Run = (argv) => cli(place, argvOf(argv), { env: { CLI_PROXY_PASSWORD: secret } });
  return { run, text: () => place.readConfig() };
}

describe.each(['disk', 'embedded', 'v7', 'v6'] as const)('settings of each type, %s', (kind) => {
  test('change one line of config.yaml, and everything else stays', async () => {
    const { run, text } = await configOf(kind);
    for (const [path, value, line] of changes) {
      const before = (await text()).split('\n');
      const set = await run(['config', 'set', path, value]);
      expect([path, set.code, set.stderr]).toEqual([path, 0, expect.stringContaining(`Set ${path}.`)]);
      const after = (await text()).split('\n');
      const added = after.filter((one) => !before.includes(one));
      expect(added.filter((one) => line.test(one))).toHaveLength(1);
      // The names of the groups above it, if they are new.
      expect(added.filter((one) => !line.test(one) && !/^ *[a-z-]+:$/.test(one))).toEqual([]);
      expect(before.filter((one) => !after.includes(one)).length).toBeLessThanOrEqual(1);
      expect((await run(['config', 'list', '--set', '--json'])).stdout).toContain(`"path":"${path}"`);
    }
  });

  test('are unset with the mapping that they leave empty', async () => {
    const { run, text } = await configOf(kind);
    const lines = async () => (await text()).split('\n');
    const before = await lines();
    await run(['config', 'set', 'streaming.bootstrap-retries', '3']);
    expect(await run(['config', 'unset', 'streaming.bootstrap-retries'])).toMatchObject({ code: 0 });
    const after = await lines();
    expect(after.filter((line) => /\{\}|streaming/.test(line) && !before.includes(line))).toEqual([]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
  });

  test('are listed with the effect that they have there', async () => {
    const { run } = await configOf(kind);
    const listed = (await run(['config', 'list', 'streaming', '--json'])).json() as {
      settings: { path: string; effect: string }[];
    };
    const { effect } = listed.settings.find(({ path }) => path === 'streaming.keepalive-seconds') ?? {};
    expect(effect).toBe(kind === 'disk' || kind === 'embedded' ? 'none' : 'now');
  });

  test('have a history that can be restored', async () => {
    const { run, text } = await configOf(kind);
    await run(['config', 'set', 'request-retry', '4']);
    const before = await text();
    await run(['config', 'set', 'request-retry', '5']);
    const [newest] = (await run(['config', 'history', '--json'])).json().changes as { id: string }[];
    const dry = await run(['config', 'restore', newest?.id ?? '', '--dry-run']);
    expect(dry.stdout).toMatch(/- request-retry: 5\n.*\+ request-retry: 4/);
    expect(await run(['config', 'restore', newest?.id ?? '', '--yes'])).toMatchObject({ code: 0 });
    expect(await text()).toBe(before);
  });
});
