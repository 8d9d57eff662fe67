import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openWorld } from '../contract/world.ts';
import { alpha, managementHash, managementSecret, read } from '../running-server.ts';

/** One request that a program for the public server sent to this one while it was walked through. */
interface Sent {
  readonly page: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** As a client, and not as a manager. */
  readonly client?: true;
  readonly status: number;
}

const sentBy = (name: string): readonly Sent[] =>
  JSON.parse(readFileSync(new URL(`../../fixtures/programs/${name}.json`, import.meta.url), 'utf8'));

const config = (hash: string) => `remote-management: {secret-key: "${hash}"}
api-keys:
  - ${alpha}
  - fake-client-key-bravo-0000000000000002
gemini-api-key:
  - api-key: fake-gemini-key-0000000000000000001 # keep
claude-api-key: [{api-key: fake-claude-key-0000000000000000001}]
codex-api-key: [{api-key: fake-codex-key-00000000000000000001, base-url: "http://127.0.0.1:9/v1"}]
openai-compatibility:
  - name: fakeprov
    base-url: http://127.0.0.1:9/v1
    api-key-entries: [{api-key: fake-compat-key-0000000000000000001}]
`;
const file = {
  type: 'claude',
  email: 'dev@example.com',
  access_token: 'fake-access',
  refresh_token: 'fake-refresh',
  // Renewing needs a client ID, which the config does not have: no provider is called.
  expired: '2020-01-01T00:00:00Z',
};

/** What a page shows comes from these members. */
const members: Readonly<Record<string, RegExp>> = {
  '/v0/management/config': /"debug".*"api-keys"|"api-keys".*"debug"/s,
  '/v0/management/auth-files': /"files":\[\{.*"auth_index".*"disabled":/s,
  '/v0/management/api-keys': /"api-keys":\[/,
  '/v0/management/logs': /"latest-timestamp":\d+.*"lines":\[/s,
  '/v0/management/usage': /"usage":\{/,
  '/v0/management/openai-compatibility': /"api-key-entries":\[\{/,
  '/v0/management/latest-version': /"latest-version":"9\.9\.9"/,
  '/v1/models': /"data":\[\{/,
};

test.each([
  ['the terminal program of v7', 'terminal-v7'],
  ['the terminal program of v6', 'terminal-v6'],
  ['the web panel', 'panel'],
])('%s gets an answer on each of its pages', async (_, name) => {
  const world = await openWorld({ text: config(await managementHash()) });
  onTestFinished(() => world.close());
  await world.putAuthFile('claude-dev@example.com.json', JSON.stringify(file));
  const ask = (path: string, key: string, init: RequestInit = {}) =>
    fetch(world.url + path, { ...init, headers: { authorization: `Bearer ${key}` } });
  const files = await ask('/v0/management/auth-files', managementSecret);
  const { files: listed } = await read<{ files: { auth_index: string }[] }>(files);
  const text = await world.text();
  for (const { page, method, path, body, client, status } of sentBy(name)) {
    const bytes =
      body === '$text'
        ? `${text}\n# saved by a panel\n`
        : JSON.stringify(body)?.replace('$index', listed[0]?.auth_index ?? '');
    const init = { method, ...(bytes !== undefined && { body: bytes }) };
    const answer = await ask(path, client ? alpha : managementSecret, init);
    const said = await answer.text();
    expect([page, method, path, answer.status, answer.status === status ? '' : said]).toEqual([
      page,
      method,
      path,
      status,
      '',
    ]);
    const wanted = method === 'GET' ? members[path.replace(/\?.*/, '')] : undefined;
    if (wanted) expect(said).toMatch(wanted);
    // A program shows why a login cannot begin.
    if (status === 500) expect(said).toContain('needs your own OAuth client ID');
  }
  // One-line edits: the comment of an entry that was not touched is still there, at the end of it all.
  if (name !== 'panel') expect(await world.text()).toContain('fake-gemini-key-0000000000000000001 # keep');
});
