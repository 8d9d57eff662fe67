import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import { type Quota, quotaId } from '../../src/contract/quota/quota.ts';
import type { WorkspaceKey } from '../../test/helpers/workspace.ts';

/** People, keys and accounts for the pictures: obviously fake, at reserved addresses. */
const hour = 3_600_000;
const day = 24 * hour;

/** @param now ms since the epoch */
export function clientKeys(now: number): WorkspaceKey[] {
  const made = (label: string) => createHash('sha256').update(`made up for ${label}`).digest('hex');
  const keys = [
    ['team-a', 'production', 192],
    ['mobile-app', 'production', 188],
    ['ci', 'ci/cd', 160],
    ['web-shop', 'production', 271],
    ['nightly-tests', 'ci/cd', 87, 3],
    ['docs-bot', 'production', 144],
    ['データ班', 'production', 170],
    ['staging', 'development', 139],
    ['eval', 'ci/cd', 61],
    ['qa-2', 'team member', 44],
    ['intern', 'team member', 30],
    ['batch', 'production', 211],
    ['playground', 'development', 54],
    ['qa-1', 'team member', 120, -2],
  ] as const;
  const people = Array.from({ length: 9 }, (_, place) => {
    return [`user-0${place + 1}`, 'team member', 80 - place * 7] as const;
  });
  return [...keys, ...people].map(([label, purpose, age, expires]) => ({
    key: made(label),
    label,
    purpose,
    createdAt: new Date(now - age * day).toISOString(),
    ...(expires === undefined ? {} : { expiresAt: new Date(now + expires * day).toISOString() }),
    ...(label === 'team-a' ? { limits: { requestsPerMinute: 60, tokensPerDay: 50_000_000 } } : {}),
  }));
}

/** Added by another program: without a label, and short. */
export const shortKey = 'sk-fake-shared-key-DL7D';

export const fakeKeys = {
  claude: 'fake-claude-key-for-pictures-04QK',
  claudeBatch: 'fake-claude-key-for-pictures-0b7T',
  gemini: 'fake-gemini-key-for-pictures-7f01',
  geminiSpare: 'fake-gemini-key-for-pictures-8a22',
  codex: 'fake-codex-key-for-pictures-31Hn',
  codexRejected: 'fake-codex-key-for-pictures-WuUF',
  codexPoor: 'fake-codex-key-for-pictures-99Zk',
  router: 'fake-router-key-for-pictures-2b2b',
  routerSpare: 'fake-router-key-for-pictures-3c3c',
  glm: 'fake-glm-key-for-pictures-QsO7',
  cline: 'fake-cline-key-for-pictures-77e0',
};

/**
 * @param proxy where all of them are: no request leaves this machine; `mapped`: client keys with an Amp key
 * of their own
 */
export const providerLists = (proxy: string, mapped: readonly string[]): string => `
proxy-url: ${proxy}
claude-api-key:
  - api-key: ${fakeKeys.claude}
    priority: 2
  - api-key: ${fakeKeys.claudeBatch}
    prefix: batch
gemini-api-key:
  - api-key: ${fakeKeys.gemini}
    models:
      - name: gemini-2.5-pro
      - name: gemini-2.5-flash
        alias: fast
    headers:
      X-Team: pictures
  - api-key: ${fakeKeys.geminiSpare}
    prefix: spare
    excluded-models: ["*"]
codex-api-key:
  - api-key: ${fakeKeys.codex}
    base-url: https://gateway.example.com/v1
  - api-key: ${fakeKeys.codexRejected}
    base-url: https://gateway.example.com/v1
  - api-key: ${fakeKeys.codexPoor}
    base-url: https://gateway.example.com/v1
openai-compatibility:
  - name: router
    base-url: https://router.example.com/api/v1
    api-key-entries:
      - api-key: ${fakeKeys.router}
      - api-key: ${fakeKeys.routerSpare}
    models:
      - name: qwen/qwen3-coder
        alias: qwen3-coder
  - name: 智谱 GLM
    base-url: https://glm.example.com/v4
    disabled: true
    api-key-entries:
      - api-key: ${fakeKeys.glm}
    models:
      - name: glm-5
  - name: cline
    base-url: https://api.cline.bot/api/v1
    api-key-entries:
      - api-key: ${fakeKeys.cline}
    models:
      - name: anthropic/claude-haiku-4-5
        alias: cline-haiku
ampcode:
  upstream-url: https://amp.example.com
  upstream-api-key: fake-amp-key-for-pictures-aa10
  upstream-api-keys:
    - upstream-api-key: fake-amp-key-for-pictures-7c01
      api-keys:
${mapped.map((key) => `        - ${key}\n`).join('')}`;

/** In the shape in which every server writes them; no token is one. */
export async function writeAccounts(authDir: string, now: number): Promise<void> {
  const at = (ms: number) => new Date(now + ms).toISOString();
  // What a provider says about an account in its token, without a valid signature.
  const claims = (plan: string) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ 'https://api.openai.com/auth': { chatgpt_plan_type: plan } })}.fake`;
  };
  const tokens = { access_token: 'fake-access-token', refresh_token: 'fake-refresh-token' };
  const accounts: Record<string, object> = {
    'claude-dev@example.com.json': {
      ...{ type: 'claude', email: 'dev@example.com', note: 'shared by the web team', ...tokens },
      ...{ expired: at(7 * hour), last_refresh: at(-2 * hour) },
    },
    'claude-ops@example.com.json': {
      ...{ type: 'claude', email: 'ops@example.com', access_token: 'fake-access-token' },
      ...{ expired: at(0.7 * hour), last_refresh: at(-3 * hour) },
    },
    'claude-lab@example.com.json': {
      ...{ type: 'claude', email: 'lab@example.com', disabled: true, note: 'for experiments', ...tokens },
      ...{ expired: at(5 * hour), last_refresh: at(-3 * hour) },
    },
    'codex-ops@example.com-plus.json': {
      ...{
        type: 'codex',
        email: 'ops@example.com',
        account_id: 'fake-account',
        id_token: claims('plus'),
        ...tokens,
      },
      ...{ expired: at(9 * day), last_refresh: at(-26 * hour) },
    },
    'codex-team@example.com-team.json': {
      ...{
        type: 'codex',
        email: 'team@example.com',
        account_id: 'fake-team',
        id_token: claims('team'),
        ...tokens,
      },
      ...{ expired: at(3 * day), last_refresh: at(-7 * day) },
    },
    'antigravity-lab@example.com.json': {
      ...{ type: 'antigravity', email: 'lab@example.com', project_id: 'lab-42', ...tokens },
      expired: at(0.9 * hour),
    },
    'kimi-用户三@例子.测试.json': {
      ...{ type: 'kimi', email: '用户三@例子.测试', ...tokens },
      ...{ expired: at(21 * day), last_refresh: at(-day) },
    },
    'qwen-old@example.com.json': {
      ...{ type: 'qwen', email: 'old@example.com', ...tokens },
      expired: at(-40 * day),
    },
  };
  await mkdir(authDir, { recursive: true, mode: 0o700 });
  for (const [name, account] of Object.entries(accounts)) {
    await writeFile(join(authDir, name), JSON.stringify(account), { mode: 0o600 });
  }
  await openConsoleFolder(authDir).addQuotas(
    Object.fromEntries([
      quotaOf(now, 'claude-dev@example.com.json', 'dev@example.com', { '5h': [84, 1.5], '7d': [31, 90] }),
      quotaOf(now, 'claude-ops@example.com.json', 'ops@example.com', { '5h': [22, 3.2], '7d': [12, 120] }),
      quotaOf(now, 'codex-ops@example.com-plus.json', 'ops@example.com', { '5h': [46, 2.1], '7d': [62, 50] }),
      quotaOf(now, 'codex-team@example.com-team.json', 'team@example.com', {
        '5h': [8, 4.4],
        '7d': [55, 70],
      }),
    ]),
  );
}

/** Windows as used percent and hours until the reset; the half hour before took four percent. */
function quotaOf(
  now: number,
  name: string,
  account: string,
  windows: Readonly<Record<'5h' | '7d', readonly [used: number, hours: number]>>,
): readonly [string, Quota] {
  const lengths = { '5h': 5 * hour, '7d': 7 * day };
  return [
    quotaId({ name, account }),
    {
      windows: (['5h', '7d'] as const).map((id) => ({
        ...{ id, label: id, usedPercent: windows[id][0], resetsAt: now + windows[id][1] * hour },
        ...{ periodMs: lengths[id], observedAt: now - 60_000, source: 'headers' as const },
        ...(id === '5h' && {
          recent: [4, 3, 2, 1, 0].map((ago): [number, number] => [
            now - 60_000 - ago * 6 * 60_000,
            windows[id][0] - ago,
          ]),
        }),
      })),
    },
  ];
}
