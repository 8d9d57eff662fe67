import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import { execa } from 'execa';
import { fakeKeys } from './made-up.ts';

export interface FakeProviders {
  /** For `proxy-url`: a proxy behind which every host is this one. */
  readonly proxy: string;
  /** Who trusts this certificate (NODE_EXTRA_CA_CERTS) reaches them by https. */
  readonly certificate: string;
  close(): Promise<void>;
}

const hosts = [
  ...['*.example.com', '*.anthropic.com', '*.googleapis.com', '*.openai.com', '*.cline.bot'],
  'chatgpt.com',
];

/** All providers at once, on loopback: made-up answers, and refusals for the keys that are to be refused. */
export async function startFakeProviders(folder: string): Promise<FakeProviders> {
  const [key, certificate] = [join(folder, 'fake-providers-key.pem'), join(folder, 'fake-providers.pem')];
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=fake providers', '-addext', `subjectAltName=${names}`];
  await execa('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate]);
  const secureContext = createSecureContext({ key: await readFile(key), cert: await readFile(certificate) });

  const server = createServer((request, response) => void answer(request, response));
  server.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.on('error', () => {});
    const secure = new TLSSocket(socket as import('node:net').Socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    server.emit('connection', secure);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    proxy: `http://127.0.0.1:${port}`,
    certificate,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const usage = {
  messages: { input_tokens: 1_104, output_tokens: 240, cache_read_input_tokens: 700 },
  chat: { prompt_tokens: 903, completion_tokens: 310, total_tokens: 1_213 },
  responses: { input_tokens: 2_210, output_tokens: 530, total_tokens: 2_740 },
  gemini: { promptTokenCount: 640, candidatesTokenCount: 180, totalTokenCount: 820 },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _ of request);
  const { url = '', headers } = request;
  const credential = `${headers.authorization ?? ''} ${headers['x-api-key'] ?? ''}`;
  if (credential.includes(fakeKeys.codexRejected)) {
    const message = 'Incorrect API key provided: fake-codex-…WuUF.';
    return send(response, 401, {
      error: { message, type: 'invalid_request_error', code: 'invalid_api_key' },
    });
  }
  if (credential.includes(fakeKeys.codexPoor)) {
    const message = 'Rate limit reached for requests.';
    response.setHeader('retry-after', '95');
    return send(response, 429, { error: { message, type: 'requests', code: 'rate_limit_exceeded' } });
  }
  await pause(60);
  const id = 'fake-answer-0001';
  if (url.includes('/messages')) {
    const content = [{ type: 'text', text: 'Hello.' }];
    const more = { role: 'assistant', model: 'claude-sonnet-4-6', stop_reason: 'end_turn' };
    return send(response, 200, { id, type: 'message', ...more, content, usage: usage.messages });
  }
  if (url.includes('/responses')) {
    const more = { object: 'response', status: 'completed', model: 'gpt-5-codex', output: [] };
    return send(response, 200, { id, ...more, usage: usage.responses });
  }
  if (url.includes('generateContent')) {
    const candidates = [{ content: { role: 'model', parts: [{ text: 'Hello.' }] }, finishReason: 'STOP' }];
    return send(response, 200, { candidates, usageMetadata: usage.gemini });
  }
  if (url.includes('/chat/completions')) {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }];
    return send(response, 200, { id, object: 'chat.completion', choices, usage: usage.chat });
  }
  if (url.includes('/models')) return send(response, 200, { data: [{ id: 'fake-model' }], models: [] });
  return send(response, 404, { error: { message: 'Not here.' } });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
