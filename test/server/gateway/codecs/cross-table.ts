import type { Config } from '../../../../src/contract/config.ts';
import { success } from '../../../../src/contract/outcome.ts';
import { startServer } from '../../../../src/server/start-server.ts';
import { memoryBackend } from '../../../helpers/memory-backend.ts';
import { startUpstream } from '../start-upstream.ts';
import { fakeModel } from './fake-model.ts';
import { clientKey, clients, type Got, model } from './sdk-pair-clients.ts';

const listed = {
  'api-key': 'fake-provider-key-0000000000000000001',
  models: [{ name: 'fake-model-1', alias: model }],
};
const account = { type: 'codex', access_token: 'fake-access-token', account_id: 'fake-account' };

/** One of each kind of provider, by the protocol that it speaks. */
const providers: Readonly<Record<string, (url: string) => Config>> = {
  'OpenAI-compatible, with chat alone': (url) => ({
    'openai-compatibility': [
      {
        name: 'fakeup',
        'base-url': `${url}/v1`,
        'api-key-entries': [{ 'api-key': listed['api-key'] }],
        models: listed.models,
        responses: false,
      },
    ],
  }),
  'Codex account, with responses alone': (url) => ({
    'oauth-clients': { codex: { 'base-url': url } },
    'oauth-model-alias': { codex: [{ name: 'gpt-5-codex', alias: model }] },
  }),
  'Claude key': (url) => ({ 'claude-api-key': [{ ...listed, 'base-url': url }] }),
  'Gemini key': (url) => ({ 'gemini-api-key': [{ ...listed, 'base-url': url }] }),
};

/** A client of one protocol at one kind of provider. */
export interface Pair {
  readonly client: string;
  readonly provider: string;
  /** What did not come as it should; none: all did. */
  readonly faults: readonly string[];
  /** The last part of the path at the provider. */
  readonly by: string;
}

/** The official library of each protocol at each kind of provider, through a gateway: plainly, streamed, with a tool. */
export async function crossTable(): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (const [provider, configOf] of Object.entries(providers)) {
    const upstream = await startUpstream(fakeModel);
    const config = { host: '127.0.0.1', port: 0, 'api-keys': [clientKey], ...configOf(upstream.url) };
    const accounts = provider.startsWith('Codex') ? [{ name: 'codex.json', file: account }] : [];
    const server = await startServer({
      backend: memoryBackend(config),
      version: '9.9.9',
      log: () => {},
      activity: { read: async () => success(undefined), write: async () => success(undefined) },
      tokens: {
        list: async () => success(accounts),
        change: async () => success(undefined),
        note: async () => success(undefined),
      },
    });
    if (!server.ok) throw new Error(server.message);
    for (const [client, { ask }] of Object.entries(clients)) {
      const faults: string[] = [];
      for (const stream of [false, true]) faults.push(...(await faultsOf(ask, server.value.url, stream)));
      const [path = ''] = (upstream.seen.at(-1)?.url ?? '').split('?');
      const by = /(chat\/completions|[^/:]+)$/.exec(path)?.[1] ?? '';
      pairs.push({ client, provider, faults, by });
    }
    await server.value.close();
    await upstream.close();
  }
  return pairs;
}

type Ask = (typeof clients)[keyof typeof clients]['ask'];

async function faultsOf(ask: Ask, url: string, stream: boolean): Promise<string[]> {
  const how = stream ? 'streamed' : 'plain';
  try {
    const plain = await ask(url, { stream, tools: false });
    const first = await ask(url, { stream, tools: true });
    const [call] = first.calls;
    const result = call && { call };
    const second: Got | undefined = result && (await ask(url, { stream, tools: true, result }));
    return [
      ...(plain.text === 'Hello' && plain.tokens.join() === '12,5' ? [] : [how]),
      ...(call?.name === 'get_weather' && JSON.stringify(call.input) === '{"city":"Paris"}'
        ? []
        : [`${how}, the call of a tool`]),
      ...(second?.text === 'Hello' ? [] : [`${how}, the result of a tool`]),
    ];
  } catch (error) {
    return [`${how}: ${(error as Error).message}`];
  }
}

const markers = {
  start: '<!-- The table of pairs, made by `npm run compatibility`: do not edit between these lines. -->',
  end: '<!-- End of the table of pairs. -->',
};

const titles: Readonly<Record<string, string>> = {
  chat: 'OpenAI chat',
  responses: 'OpenAI responses',
  messages: 'Anthropic messages',
  gemini: 'Gemini',
};

/** The document with the table between its markers made anew. */
export function renewPairs(document: string, pairs: readonly Pair[]): string {
  const start = document.indexOf(markers.start);
  const end = document.indexOf(markers.end);
  if (start < 0 || end < start) throw new Error('docs/compatibility.md has lost the markers of the pairs.');
  const names = Object.keys(providers);
  const cell = (client: string, provider: string) => {
    const pair = pairs.find((one) => one.client === client && one.provider === provider);
    return pair?.faults.length === 0 ? `✓ by \`${pair.by}\`` : `✗ ${pair?.faults.join('; ')}`;
  };
  const good = pairs.filter(({ faults }) => faults.length === 0).length;
  const table = [
    `| client | ${names.join(' | ')} |`,
    `| --- |${names.map(() => ' --- |').join('')}`,
    ...Object.entries(titles).map(
      ([client, title]) => `| ${title} | ${names.map((name) => cell(client, name)).join(' | ')} |`,
    ),
    '',
    `${good} of ${pairs.length} pairs work.`,
  ].join('\n');
  return `${document.slice(0, start)}${markers.start}\n\n${table}\n\n${document.slice(end)}`;
}
