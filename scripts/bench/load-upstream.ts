import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const usage = { prompt_tokens: 120, completion_tokens: 45, total_tokens: 165 };
const completion = JSON.stringify({
  id: 'chatcmpl-fake-0001',
  object: 'chat.completion',
  model: 'fake-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage,
});
const slowMs = 300;

/** A provider on loopback whose models are named after what they do: plain, stream, slow, broken. */
export async function startUpstream(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { model, input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    if (model === 'broken') return json(response, 400, JSON.stringify({ error: { message: 'fake error' } }));
    if (input !== undefined) return events(response, responseEvents);
    if (model === 'stream') return events(response, chatEvents, 5);
    if (model === 'slow') await pause(slowMs);
    json(response, 200, completion);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const chatEvents = [
  ...Array.from({ length: 10 }, (_, index) => ({
    choices: [{ index: 0, delta: { content: `word ${index} ` } }],
  })),
  { choices: [], usage },
];
const responseEvents = [
  { type: 'response.created', response: { id: 'resp_1' } },
  { type: 'response.completed', response: { id: 'resp_1', usage: { input_tokens: 7, output_tokens: 3 } } },
];

function json(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function events(response: ServerResponse, all: readonly object[], gapMs = 0): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of all) {
    response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (gapMs > 0) await pause(gapMs);
  }
  response.end('data: [DONE]\n\n');
}
