import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Input } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { freePort } from '../helpers/free-port.ts';
import { openBrowser } from '../helpers/oauth-server/browser.ts';
import { type OAuthServer, startOAuthServer } from '../helpers/oauth-server/start-oauth-server.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace, collector, ioOf } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

let oauth: OAuthServer;
beforeAll(async () => {
  oauth = await startOAuthServer();
});
afterAll(() => oauth.close());
beforeEach(() => {
  oauth.person = { account: 'dev@example.com' };
});

const name = 'codex-dev@example.com-plus.json';
const password = 'fake-local-password-0001';
const patience = { timeout: 15_000, interval: 20 };

/** The browser comes back as soon as somebody listens there. */
const comeBack = (address: string) => vi.waitFor(() => fetch(address), patience);

async function workspace(): Promise<{ place: Workspace; port: number; folder: string }> {
  const port = await freePort();
  const place = await cliWorkspace();
  const folder = join(place.home, 'auth');
  const client = JSON.stringify({ ...oauth.settings, 'redirect-port': port });
  const text = `host: "127.0.0.1"\nport: ${await freePort()}\nauth-dir: ${JSON.stringify(folder)}\napi-keys: ["fake-client-key-alpha-0000000000000001"]\noauth-clients:\n  codex: ${client}\n  xai: ${client}\n`;
  await writeFile(place.configPath, text, { mode: 0o600 });
  return { place, port, folder };
}

/** The command in this process, with a person at its streams. */
function login(place: Workspace, args: readonly string[], env: Record<string, string> = {}) {
  const [stdout, stderr] = [collector(), collector()];
  const stdin = new PassThrough();
  let stop = () => {};
  const io = {
    ...ioOf(place, { env }),
    stdin: stdin as Input,
    stdout: stdout.stream,
    stderr: stderr.stream,
    onStopSignal(run: () => void) {
      stop = run;
      return () => {};
    },
  };
  const ended = main(['sessions', 'login', ...args], io);
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    type: (line: string) => stdin.write(`${line}\n`),
    stop: () => stop(),
    ended,
    url: () =>
      vi.waitFor(() => {
        const [, url] = /^(http\S+)$/m.exec(stdout.text()) ?? [];
        if (url === undefined) throw new Error(`no address yet: ${stdout.text()}${stderr.text()}`);
        return url;
      }, patience),
  };
}

const account = async (folder: string, file = name) => JSON.parse(await readFile(join(folder, file), 'utf8'));

describe('cli-proxy sessions login', () => {
  test('prints the address whole, and ends when the browser has come back to this machine', async () => {
    const { place, folder, port } = await workspace();
    const run = login(place, ['codex', '--no-browser']);
    const url = await run.url();
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(`http://localhost:${port}/auth/callback`);
    const page = await comeBack(await openBrowser().logIn(url));
    expect(await page.text()).toContain('dev@example.com is ready');
    expect(await run.ended).toBe(0);
    expect(run.stdout().split('\n')).toEqual([url, `Logged in to Codex as dev@example.com (${name}).`, '']);
    expect((await account(folder)).email).toBe('dev@example.com');
  });

  test('--dry-run says where it would log in, and asks nothing', async () => {
    const { place } = await workspace();
    const run = await cli(place, ['sessions', 'login', 'codex', '--dry-run', '--json']);
    expect(run.json()).toEqual({ ok: true, dryRun: true, provider: 'codex' });
    expect(run.stderr).toContain('Would ask for a login to Codex');
    expect((await cli(place, ['sessions', 'login', 'nobody', '--dry-run'])).code).toBe(1);
  });

  test('takes the address that the browser ended at from stdin, and says what is wrong with another', async () => {
    const { place, folder } = await workspace();
    const run = login(place, ['codex', '--no-browser']);
    const url = await run.url();
    run.type('hello');
    await vi.waitFor(() => expect(run.stderr()).toContain('That is not the address'), patience);
    run.type(await openBrowser().logIn(url));
    expect(await run.ended).toBe(0);
    expect(await readdir(folder)).toContain(name);
  });

  test('goes through a running server, which then has the account', async () => {
    const { place, folder } = await workspace();
    const env = { CLI_PROXY_PASSWORD: password };
    const server = await serving(place, [], { env });
    const run = login(place, ['openai', '--no-browser', '--json'], env);
    const opened = await vi.waitFor(() => JSON.parse(run.stdout().split('\n')[0] ?? ''), patience);
    expect(opened).toMatchObject({ event: 'open', flow: 'browser', expiresAt: expect.any(Number) });
    await comeBack(await openBrowser().logIn(opened.url));
    expect(await run.ended).toBe(0);
    expect(JSON.parse(run.stdout().split('\n')[1] ?? '')).toEqual({
      ok: true,
      provider: 'codex',
      name,
      account: 'dev@example.com',
    });
    expect(await readdir(folder)).toContain(name);
    await server.stop();
  });

  test('logs in again in place: note, prefix and priority stay', async () => {
    const { place, folder } = await workspace();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const old = {
      type: 'codex',
      email: 'dev@example.com',
      access_token: 'fake-old',
      refresh_token: 'fake-older',
      note: 'mine',
      prefix: 'team',
      priority: 3,
    };
    await writeFile(join(folder, 'codex-old.json'), JSON.stringify(old), { mode: 0o600 });
    const run = login(place, ['--again', 'dev@example.com', '--no-browser']);
    await comeBack(await openBrowser().logIn(await run.url()));
    expect(await run.ended).toBe(0);
    const { access_token: token, ...rest } = await account(folder, 'codex-old.json');
    expect(token).not.toBe('fake-old');
    expect(rest).toMatchObject({ note: 'mine', prefix: 'team', priority: 3 });
    expect((await readdir(folder)).filter((file) => file.endsWith('.json'))).toEqual(['codex-old.json']);
  });

  test('says that it is another account than the one to log in again, which stays as it is', async () => {
    const { place, folder } = await workspace();
    const first = login(place, ['codex', '--no-browser']);
    await comeBack(await openBrowser().logIn(await first.url()));
    await first.ended;
    const before = await account(folder);
    oauth.person = { account: 'other@example.com' };
    const run = login(place, ['--again', name, '--no-browser']);
    await comeBack(await openBrowser().logIn(await run.url()));
    expect(await run.ended).toBe(0);
    expect(run.stdout()).toContain(`That is a different file from ${name}, which is unchanged.`);
    expect(await account(folder)).toEqual(before);
  });

  test('ends at Ctrl-C, and frees the port', async () => {
    const { place, port } = await workspace();
    const run = login(place, ['codex', '--no-browser']);
    await run.url();
    expect((await comeBack(`http://localhost:${port}/`)).status).toBe(404);
    run.stop();
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toContain('Login to Codex cancelled. No changes made.');
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  });

  test('tells why it failed', async () => {
    const { place } = await workspace();
    oauth.person = 'denies';
    const run = login(place, ['codex', '--no-browser']);
    await comeBack(await openBrowser().logIn(await run.url()));
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toContain('Codex answered access_denied: the login was refused');
  });

  test('shows a code to type where the provider has such, and a QR code on demand', async () => {
    const { place } = await workspace();
    const run = login(place, ['xai', '--no-browser', '--qr']);
    const url = await run.url();
    await vi.waitFor(() => expect(run.stdout()).toMatch(/^code: \w{4}-\w{4}$/m), patience);
    await vi.waitFor(() => expect(run.stderr()).toMatch(/[▀▄█]{10}/), patience);
    expect(url).toContain('/device?user_code=');
    run.stop();
    await run.ended;
  });

  test('needs a client id, a provider, and a session that there is', async () => {
    const { place } = await workspace();
    const anthropic = await cli(place, ['sessions', 'login', 'anthropic', '--no-browser']);
    expect([anthropic.code, anthropic.stderr]).toEqual([
      1,
      'cli-proxy: Claude needs your own OAuth client ID (none is bundled): add "oauth-clients: {anthropic: {client-id: YOUR-ID}}" to config.yaml.\n',
    ]);
    expect(await cli(place, ['sessions', 'login'])).toMatchObject({ code: 2 });
    expect((await cli(place, ['sessions', 'login', 'nobody'])).stderr).toContain(
      'Unknown login provider "nobody"',
    );
    expect((await cli(place, ['sessions', 'login', '--again', 'gone'])).stderr).toContain('No session has');
  });

  test('puts no token or code into what it prints, or into the audit log', async () => {
    const { place, folder } = await workspace();
    const run = login(place, ['codex', '--no-browser']);
    const url = await run.url();
    const back = await openBrowser().logIn(url);
    await comeBack(back);
    await run.ended;
    const log = await readFile(join(folder, '.console', 'audit.jsonl'), 'utf8').catch(async () =>
      (
        await Promise.all(
          (
            await readdir(join(folder, '.console'))
          ).map((file) => readFile(join(folder, '.console', file), 'utf8').catch(() => '')),
        )
      ).join(''),
    );
    expect(log).toContain('log-in');
    const file = await account(folder);
    const secrets = [
      file.access_token,
      file.refresh_token,
      file.id_token,
      new URL(back).searchParams.get('code'),
    ];
    for (const secret of secrets) expect(`${run.stdout()}${run.stderr()}${log}`).not.toContain(secret);
    expect(log).not.toContain(new URL(url).searchParams.get('state'));
  });
});
