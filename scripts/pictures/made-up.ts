import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Providers for the pictures: keys that are obviously fake, addresses that nobody has. */
export const providerLists = `
claude-api-key:
  - api-key: fake-claude-key-for-pictures-04QK
    prefix: production
    priority: 2
gemini-api-key:
  - api-key: fake-gemini-key-for-pictures-7f01
    prefix: team-a
  - api-key: fake-gemini-key-for-pictures-8a22
    excluded-models: ["*"]
codex-api-key:
  - api-key: fake-codex-key-for-pictures-99Zk
    base-url: https://gateway.example.com/v1
openai-compatibility:
  - name: router
    prefix: or
    base-url: https://router.example.com/api/v1
    api-key-entries:
      - api-key: fake-router-key-for-pictures-2b2b
      - api-key: fake-router-key-for-pictures-3c3c
    models:
      - name: vendor/large
        alias: large
`;

const hour = 3_600_000;

/** Accounts for the pictures, in the shape that every server writes them in; no token is one. */
export async function writeAccounts(authDir: string, now = Date.now()): Promise<void> {
  const at = (ms: number) => new Date(now + ms).toISOString();
  const tokens = { access_token: 'fake-access-token', refresh_token: 'fake-refresh-token' };
  const accounts = {
    'claude-dev@example.com.json': {
      ...{ type: 'claude', email: 'dev@example.com', ...tokens },
      ...{ expired: at(0.7 * hour), last_refresh: at(-2 * hour) },
    },
    'codex-ops@example.com-plus.json': {
      ...{ type: 'codex', email: 'ops@example.com', account_id: 'fake-account', id_token: '', ...tokens },
      ...{ expired: at(9 * 24 * hour), last_refresh: at(-26 * hour) },
    },
    'claude-lab@example.com.json': {
      ...{ type: 'claude', email: 'lab@example.com', disabled: true, note: 'for experiments', ...tokens },
      expired: at(5 * hour),
    },
  };
  await mkdir(authDir, { recursive: true, mode: 0o700 });
  for (const [name, account] of Object.entries(accounts)) {
    await writeFile(join(authDir, name), JSON.stringify(account), { mode: 0o600 });
  }
}
