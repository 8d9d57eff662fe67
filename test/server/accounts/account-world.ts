import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { openDisk } from '../../../src/cli/compose/open-disk.ts';
import type { UsageRecord } from '../../../src/contract/usage-record.ts';
import { startServer } from '../../../src/server/start-server.ts';
import { openBrowser } from '../../helpers/oauth-server/browser.ts';
import type { OAuthServerOptions } from '../../helpers/oauth-server/configuration.ts';
import { type OAuthServer, startOAuthServer } from '../../helpers/oauth-server/start-oauth-server.ts';
import { wanted } from '../../oauth/oauth-world.ts';
import { type Asked, type FakeUpstream, fakeUpstream } from '../gateway/fake-upstream.ts';
import { alpha, managementHash, managementSecret } from '../running-server.ts';

export interface AccountWorld {
  readonly url: string;
  readonly oauth: OAuthServer;
  readonly upstream: FakeUpstream;
  readonly backend: Backend;
  /** Of auth-dir. */
  readonly folder: string;
  /** Of the server's log. */
  readonly lines: readonly string[];
  readonly records: readonly UsageRecord[];
  /** Added to the clock of the server, ms. */
  later: number;
  manage(path: string, init?: RequestInit): Promise<Response>;
  /** Asks the gateway as a client. */
  ask(model?: string, more?: object): Promise<Response>;
  /** A whole login over the management API; the answer of its end. */
  logIn(word: string, account?: string): Promise<Record<string, unknown>>;
  /** Ends the server and starts another one on the same files. */
  restart(): Promise<void>;
}

const answer = {
  id: 'resp-fake',
  object: 'response',
  usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
};

/** The embedded server on real files, a real OAuth server, and a provider that answers who has a token. */
export async function accountWorld(
  options: OAuthServerOptions & {
    readonly reply?: (asked: Asked) => void;
    /** The provider has sockets, and answers a frame on them. */
    readonly onFrame?: Parameters<typeof fakeUpstream>[1];
    /** Of its answer to the upgrade, each with its name. */
    readonly upgradeHeaders?: readonly string[];
    readonly config?: string;
    /** The provider can be told of revoked tokens. */
    readonly takesBack?: boolean;
  } = {},
): Promise<AccountWorld> {
  const oauth = await startOAuthServer(options);
  onTestFinished(() => oauth.close());
  const upstream = await fakeUpstream(
    options.reply ?? ((asked) => asked.json(200, answer)),
    options.onFrame,
    options.upgradeHeaders,
  );
  const home = await mkdtemp(join(tmpdir(), 'accounts-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const path = join(home, 'config.yaml');
  const folder = join(home, 'auth');
  const { 'revocation-endpoint': revocation, ...settings } = oauth.settings;
  const told = options.takesBack && { 'revocation-endpoint': revocation };
  const client = JSON.stringify({ ...settings, ...told, 'base-url': upstream.url });
  const words = ['codex', 'anthropic', 'gemini-cli', 'xai'].map((word) => `  ${word}: ${client}\n`).join('');
  const text = `host: "127.0.0.1"
port: 0
auth-dir: ${JSON.stringify(folder)}
remote-management: {secret-key: ${JSON.stringify(await managementHash())}}
api-keys: ["${alpha}"]
oauth-clients:
${words}${options.config ?? ''}`;
  await writeFile(path, text, { mode: 0o600 });
  const lines: string[] = [];
  const records: UsageRecord[] = [];
  const world = { later: 0 };
  const start = async () => {
    const disk = wanted(await openDisk(path, { home, now: Date.now, env: {} }, { activity: false }));
    const server = wanted(
      await startServer({
        backend: disk.backend,
        version: '9.9.9',
        log: (line) => lines.push(line),
        now: () => Date.now() + world.later,
        activity: {
          read: () => disk.folder().readActivity(),
          write: (data) => disk.folder().writeActivity(data),
        },
        quotas: {
          read: () => disk.folder().readQuotas(),
          add: (quotas) => disk.folder().addQuotas(quotas),
        },
        record: (record) => records.push(record),
      }),
    );
    const close = async (): Promise<void> => {
      await server.close();
      await disk.backend.close();
    };
    return { url: server.url, backend: disk.backend, close };
  };
  let running = await start();
  onTestFinished(() => running.close());
  const manage = (asked: string, init: RequestInit = {}) =>
    fetch(`${running.url}/v0/management${asked}`, {
      ...init,
      headers: { authorization: `Bearer ${managementSecret}`, ...init.headers },
    });
  return {
    get later() {
      return world.later;
    },
    set later(ms) {
      world.later = ms;
    },
    oauth,
    upstream,
    folder,
    lines,
    records,
    get url() {
      return running.url;
    },
    get backend() {
      return running.backend;
    },
    manage,
    ask: (model = 'gpt-5-codex', more: object = {}) =>
      fetch(`${running.url}/v1/responses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${alpha}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, input: 'hi', ...more }),
      }),
    async logIn(word: string, account = 'dev@example.com') {
      oauth.person = { account };
      const begun = (await (await manage(`/${word}-auth-url`)).json()) as { url: string; state: string };
      const back = await openBrowser().logIn(begun.url);
      const sent = await fetch(`${running.url}/v0/management/oauth-callback`, {
        method: 'POST',
        body: JSON.stringify({ redirect_url: back }),
      });
      if (sent.status !== 200) throw new Error(await sent.text());
      for (;;) {
        const status = await manage(`/get-auth-status?state=${begun.state}`);
        const told = (await status.json()) as Record<string, unknown>;
        if (told.status !== 'wait') return told;
      }
    },
    async restart() {
      await running.close();
      running = await start();
    },
  };
}
