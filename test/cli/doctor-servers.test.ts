import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';
import { localPassword } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const alpha = 'fake-client-key-alpha-0000000000000001';
const day = 24 * 3600 * 1000;
const young = { createdAt: new Date(Date.now() - day).toISOString() };

interface Told {
  readonly findings: { readonly check: string; readonly what: string; readonly severity: string }[];
  readonly notChecked: { readonly check: string; readonly why: string }[];
}
const told = (run: { json: () => unknown }) => run.json() as Told;
const checksOf = ({ findings }: Told) => findings.map(({ check }) => check);

describe('on the embedded server', () => {
  const keys = [{ key: 'fake-client-key-000000000000000000000001', label: 'team-1', ...young }];

  test('a server in good order has no finding, and its accounts and its clock are looked at', async () => {
    const place = await cliWorkspace({ keys });
    await place.startServe();
    const run = await cli(place, ['doctor', '--json'], { env: { CLI_PROXY_PASSWORD: localPassword } });
    expect(told(run).findings).toEqual([]);
    expect(run.code).toBe(0);
    expect(told(run).notChecked.map(({ check }) => check)).toEqual(['unused-keys']);
  });

  test('an account whose token is over is found, by its name', async () => {
    const place = await cliWorkspace({ keys });
    await mkdir(place.authDir, { recursive: true });
    const account = {
      type: 'claude',
      email: 'dev@example.com',
      access_token: 'fake-token',
      expired: '2020-01-01T00:00:00Z',
    };
    await writeFile(join(place.authDir, 'claude-dev.json'), JSON.stringify(account), { mode: 0o600 });
    const run = await cli(place, ['doctor', '--json', '--disk']);
    expect(told(run).findings).toMatchObject([
      {
        check: 'sessions',
        severity: 'error',
        what: expect.stringMatching(/^Token of claude dev@example\.com expired \d+ d ago/),
      },
    ]);
    expect(run.stdout).not.toContain('fake-token');
  });

  test('over --url nothing is concluded from the files of this machine', async () => {
    const place = await cliWorkspace({ keys });
    await place.startServe();
    const password = { env: { CLI_PROXY_PASSWORD: localPassword } };
    const url = ['--url', place.url];
    await place.editConfig((text) => text.replace(/port: \d+/, 'port: 1'));
    const elsewhere = await cli(place, ['doctor', '--json', ...url], password);
    expect(checksOf(told(elsewhere))).toEqual([]);
    expect(told(elsewhere).notChecked.map(({ check }) => check)).toContain('file-modes');
  });
});

describe.each(['v7', 'v6'] as const)('on a public server, %s', (kind) => {
  /** In good order but for `state`, and not touched for a while. */
  async function onMachine(state: Readonly<Record<string, unknown>> = {}) {
    const place = await cliWorkspace();
    const server = await startPublicServer({
      kind,
      clientKeys: [alpha],
      state: { 'ws-auth': true, ...state },
    });
    onTestFinished(() => server.close());
    await chmod(server.authDir, 0o700);
    await chmod(server.configPath, 0o600);
    const settle = () => utimes(server.configPath, new Date(Date.now() - day), new Date(Date.now() - day));
    await settle();
    const env = { CLI_PROXY_CONFIG: server.configPath, CLI_PROXY_PASSWORD: server.secret };
    return {
      server,
      settle,
      run: (...words: string[]) => cli(place, ['doctor', '--json', ...words], { env }),
    };
  }

  test('in good order: nothing is found, and what it does not tell is said to be unknown', async () => {
    const { server, run } = await onMachine();
    const result = told(await run());
    expect(result.findings).toEqual([]);
    expect(result.notChecked.map(({ check }) => check)).toEqual([
      'unused-keys',
      'key-age',
      'refused-clients',
      'provider-keys',
      'failing-providers',
    ]);
    // Each request with the secret costs it 60 ms.
    const keyed = server.requests.filter(({ path }) => path.startsWith('/v0/management'));
    expect(keyed.length).toBeLessThanOrEqual(5);
  });

  test('its own file tells what its memory does not, and a fix goes by its own routes', async () => {
    const { server, settle, run } = await onMachine({ 'ws-auth': false, 'api-keys': [alpha, alpha] });
    const before = told(await run());
    expect(checksOf(before)).toEqual(['ws-auth', 'duplicate-keys']);
    expect(before.findings[0]?.what).toContain('/v1/ws needs no client key');
    const fixed = await run('--fix', '--yes');
    expect(fixed.json()).toMatchObject({ fixed: [expect.stringContaining('duplicate-keys')] });
    expect(server.clientKeysInForce()).toEqual([alpha]);
    await settle();
    // What may cut clients off is not fixed along with the rest.
    expect(checksOf(told(await run()))).toEqual(['ws-auth']);
  });

  test('of one that is known by its address alone the files are not looked at, and that is said', async () => {
    const { server } = await onMachine();
    const place = await cliWorkspace();
    const run = await cli(place, ['doctor', '--json', '--url', server.url], {
      env: { CLI_PROXY_PASSWORD: server.secret },
    });
    expect(told(run).findings).toEqual([]);
    expect(told(run).notChecked.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['port', 'file-modes', 'version-control', 'env-files', 'auth-dir']),
    );
    expect(told(run).notChecked.find(({ check }) => check === 'file-modes')?.why).toMatch(
      /not its config\.yaml\. Use --config/,
    );
  });
});
