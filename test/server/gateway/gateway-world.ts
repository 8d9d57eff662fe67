import type { KeyRecord } from '../../../src/contract/client-key.ts';
import type { Config } from '../../../src/contract/config.ts';
import type { UsageRecord } from '../../../src/contract/usage-record.ts';
import { alpha, bravo, runServer, type TestServer, type TestServerOptions } from '../running-server.ts';

export { alpha, bravo };
export const upstreamKey = 'fake-upstream-key-00000000000000000001';
export const otherUpstreamKey = 'fake-upstream-key-00000000000000000002';

export interface GatewayWorld extends TestServer {
  readonly records: UsageRecord[];
  /** Resolves with the record of that number (from 0), once it is told. */
  record(index?: number): Promise<UsageRecord>;
  /** The one record that there is once the server has ended, which it does with this. */
  onlyRecord(): Promise<UsageRecord>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** The embedded server with these providers, without management and without a file. */
export async function runGateway(
  config: Config,
  options: Omit<TestServerOptions, 'config'> & { records?: readonly KeyRecord[] } = {},
): Promise<GatewayWorld> {
  const records: UsageRecord[] = [];
  const waiting: (() => void)[] = [];
  const server = await runServer({
    config: { host: '127.0.0.1', port: 0, 'api-keys': [alpha, bravo], ...config },
    record(record) {
      records.push(record);
      for (const wake of waiting.splice(0)) wake();
    },
    ...options,
  });
  const recordOf = async (index = 0): Promise<UsageRecord> => {
    while (records.length <= index) await new Promise<void>((resolve) => waiting.push(resolve));
    return records[index] as UsageRecord;
  };
  return {
    ...server,
    records,
    record: recordOf,
    async onlyRecord() {
      const only = await recordOf();
      await server.close();
      if (records.length > 1) throw new Error(`${records.length} records instead of one`);
      return only;
    },
    post: (path, body, headers = {}) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${alpha}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

/** An openai-compatibility list with one provider of this name. */
export const compatible = (url: string, more: Record<string, unknown> = {}): Config => ({
  'openai-compatibility': [
    {
      name: 'fakeup',
      'base-url': `${url}/v1`,
      'api-key-entries': [{ 'api-key': upstreamKey }],
      models: [{ name: 'fake-model-1', alias: 'fake-chat' }],
      ...more,
    },
  ],
});

export const twoKeys = { 'api-key-entries': [{ 'api-key': upstreamKey }, { 'api-key': otherUpstreamKey }] };

export const completion = {
  id: 'chatcmpl-fake-0001',
  object: 'chat.completion',
  created: 1790000000,
  model: 'fake-model-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 120,
    completion_tokens: 45,
    total_tokens: 165,
    prompt_tokens_details: { cached_tokens: 32 },
    completion_tokens_details: { reasoning_tokens: 11 },
  },
};

export const chunk = (content: string): object => ({
  id: 'chatcmpl-fake-0002',
  object: 'chat.completion.chunk',
  created: 1790000000,
  model: 'fake-model-1',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

export const chat = { model: 'fake-chat', messages: [{ role: 'user', content: 'hi' }] };
