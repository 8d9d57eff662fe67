import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { maskOf } from '../../src/base/secrets/secret.ts';
import {
  countRequest,
  emptyCounts,
  type KeyCounts,
  storedCounts,
} from '../../src/contract/activity-counts.ts';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import type { WorkspaceKey } from '../../test/helpers/workspace.ts';
import { fakeKeys } from './made-up.ts';

/** One client: how often it asks, for what, and by which credential it is answered. */
interface Client {
  readonly label: string;
  readonly agent: string;
  readonly application: string;
  readonly model: string;
  readonly endpoint: string;
  readonly provider: string;
  readonly credential: string;
  /** Requests, as a share of all. */
  readonly share: number;
  /** Its last request was this long ago, in minutes. */
  readonly silent?: number;
}

const messages = 'POST /v1/messages';
const completions = 'POST /v1/chat/completions';
const responses = 'POST /v1/responses';
const sonnet = { model: 'claude-sonnet-4-6', endpoint: messages, provider: 'claude' };
const codex = { model: 'gpt-5-codex', endpoint: responses, provider: 'codex', credential: fakeKeys.codex };
const qwen = {
  model: 'qwen3-coder',
  endpoint: completions,
  provider: 'router',
  credential: fakeKeys.router,
};
const flash = {
  model: 'gemini-2.5-pro',
  endpoint: 'POST /v1beta/models/gemini-2.5-pro:generateContent',
  provider: 'gemini',
  credential: fakeKeys.gemini,
};
const cline = { agent: 'Cline/3.2', application: 'Cline' };
const code = { agent: 'claude-cli/2.1.0', application: 'Claude Code' };
const python = { agent: 'OpenAI/Python 2.8.0', application: 'OpenAI SDK' };
const curl = { agent: 'curl/8.14.1', application: 'curl' };

const clients: readonly Client[] = [
  { label: 'team-a', ...code, ...sonnet, credential: 'dev@example.com', share: 44 },
  { label: 'team-a', ...cline, ...sonnet, credential: fakeKeys.claude, share: 16 },
  { label: 'mobile-app', ...python, ...flash, share: 12 },
  { label: 'mobile-app', ...python, ...codex, share: 5 },
  { label: 'ci', agent: 'codex_cli_rs/0.60.0', application: 'Codex CLI', ...codex, share: 10 },
  { label: 'web-shop', ...python, ...sonnet, credential: fakeKeys.claude, share: 4 },
  { label: 'docs-bot', ...curl, ...sonnet, credential: 'ops@example.com', share: 3, silent: 14 },
  { label: 'staging', ...cline, ...qwen, share: 2, silent: 35 },
  { label: 'データ班', ...python, ...flash, share: 1.5, silent: 128 },
  { label: 'nightly-tests', ...curl, ...qwen, share: 2, silent: 410 },
  { label: 'eval', ...python, ...codex, share: 3, silent: 480 },
  { label: 'qa-2', ...cline, ...qwen, share: 0.4, silent: 1_500 },
  { label: 'intern', ...cline, ...qwen, share: 0.2, silent: 3_100 },
  { label: 'batch', ...curl, ...flash, share: 1, silent: 4_400 },
];

/** The others, days ago. */
const people = Array.from({ length: 7 }, (_, place): Client => {
  return { label: `user-0${place + 1}`, ...cline, ...qwen, share: 0.3, silent: (place + 1) * 1_300 };
});
const everyone = [...clients, ...people];

const minute = 60_000;

/** The same numbers at each run: pictures change with the program alone. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Requests of the last week, most of them of the last hour. @param now ms since the epoch */
function pastRequests(keys: readonly WorkspaceKey[], now: number): UsageRecord[] {
  const random = numbers(20);
  const records: UsageRecord[] = [];
  const total = everyone.reduce((sum, { share }) => sum + share, 0);
  for (let ago = 7 * 24 * 60; ago >= 1; ago -= 1) {
    const wave = 1 + Math.sin((ago - 300) / 229) * 0.7 + Math.sin(ago / 9) * 0.35;
    const busy = ago > 60 ? 9 * wave : 24 + 17 * Math.sin((ago + 18) / 11) + 6 * Math.sin(ago / 2);
    for (let count = 0; count < busy * (0.7 + random() * 0.6); count += 1) {
      const client = chosen(random() * total);
      if (!client || (client.silent ?? 0) > ago) continue;
      const at = now - ago * minute + Math.floor(random() * minute);
      const failing = client.provider === 'codex' && ago > 17 && ago < 22;
      records.push(recordOf(client, keys, `past-${records.length}`, at, failing || random() < 0.008, random));
    }
  }
  return records.sort((a, b) => a.at - b.at);
}

/** @param place between 0 and the sum of all shares */
function chosen(place: number): Client | undefined {
  let passed = 0;
  return everyone.find(({ share }) => {
    passed += share;
    return place <= passed;
  });
}

function recordOf(
  client: Client,
  keys: readonly WorkspaceKey[],
  id: string,
  at: number,
  failed: boolean,
  random: () => number,
): UsageRecord {
  const { label, application, agent, model, endpoint, provider, credential } = client;
  const key = keys.find((it) => it.label === label)?.key ?? '';
  const latencyMs = failed ? 90 + Math.floor(random() * 200) : 700 + Math.floor(random() ** 3 * 7_000);
  const input = 300 + Math.floor(random() ** 2 * 6_000);
  const output = 60 + Math.floor(random() ** 2 * 1_200);
  return {
    ...{ id, at, latencyMs, model, alias: model, endpoint, provider, application, userAgent: agent },
    clientKey: fingerprint(key),
    address: `10.0.3.${(label.length % 3) + (random() < 0.3 ? 7 : 10)}`,
    account: credential.includes('@') ? credential : maskOf(credential),
    failed,
    ...(failed
      ? { status: 429, error: 'The provider limits requests: Rate limit reached.', attempts: 1 }
      : {
          status: 200,
          attempts: 1,
          firstByteMs: Math.floor(latencyMs * 0.3),
          tokens: { input, output, cached: Math.floor(input * 0.6), total: input + output },
        }),
  };
}

/** What a server that has run for a week has kept. @param folder `<auth-dir>/.console` */
export async function writePast(folder: string, keys: readonly WorkspaceKey[], now: number): Promise<void> {
  const opened = await openUsageStore({ folder });
  if (!opened.ok) throw new Error(opened.message);
  const counts = new Map<string, KeyCounts>();
  for (const record of pastRequests(keys, now)) {
    opened.value.add(record);
    const key = record.clientKey ?? '';
    const counted = counts.get(key) ?? emptyCounts();
    countRequest(counted, record.at);
    counts.set(key, counted);
  }
  await opened.value.close();
  const stored = storedCounts(now - 30 * 24 * 60 * minute, counts);
  await writeFile(join(folder, 'activity.data'), JSON.stringify(stored), { mode: 0o600 });
}

/** Whose requests are sent: those of one label alone, with another key than the first one of that label. */
export interface Sender {
  readonly label?: string;
  readonly key?: string;
}

/** Sends requests through the gateway, as the clients would. */
export async function sendRequests(
  url: string,
  keys: readonly WorkspaceKey[],
  count: number,
  { label, key: own }: Sender = {},
): Promise<void> {
  const able = clients.filter((it) => (label ? it.label === label : it.silent === undefined));
  for (let index = 0; index < count; index += 1) {
    const client = able[index % able.length];
    const key = own ?? keys.find((it) => it.label === client?.label)?.key;
    if (!client || !key) continue;
    const [method = 'POST', path = ''] = client.endpoint.split(' ');
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...{ 'user-agent': client.agent, 'x-title': client.application },
      },
      body: JSON.stringify({
        ...{ model: client.model, max_tokens: 64 },
        messages: [{ role: 'user', content: 'Hello' }],
        ...(client.endpoint === responses ? { input: 'Hello' } : {}),
        ...(client.provider === 'gemini' ? { contents: [{ parts: [{ text: 'Hello' }] }] } : {}),
      }),
    });
    await answer.text();
  }
}
