import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { codecs } from '../../../../src/server/gateway/codecs/index.ts';
import { eventsOf } from '../../../../src/server/gateway/codecs/join-events.ts';
import type { Fields, Part } from '../../../../src/server/gateway/codecs/neutral.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, chunk, compatible, otherUpstreamKey, runGateway } from '../gateway-world.ts';
import { asked, joined, readAnswer } from './reading.ts';
import { clients } from './sdk-pair-clients.ts';

type Name = keyof typeof codecs;

/** What is lost in its order, and the same client that notes it. */
function noting() {
  const lost: string[] = [];
  return { lost, reading: { ...asked, losses: { drop: (name: string) => lost.push(name), refuse() {} } } };
}

const image = { mimeType: 'image/png', data: 'ZmFrZQ==' };
const cited = { type: 'file_citation', file_id: 'file_fake' };
const items = [
  { type: 'web_search_call', id: 'ws_1', status: 'completed' },
  { type: 'code_interpreter_call', id: 'ci_1', code: 'print(1)' },
  { type: 'mcp_call', id: 'mcp_1', name: 'look' },
  { type: 'message', content: [{ type: 'output_text', text: 'Hi', annotations: [cited] }] },
  { type: 'message', content: [{ type: 'output_audio', data: 'ZmFrZQ==' }] },
];
const blocks = [
  { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} },
  { type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [] },
  { type: 'container_upload', file_id: 'file_fake' },
  { type: 'text', text: 'Hi', citations: [{ type: 'char_location', cited_text: 'H' }] },
];
const parts = [
  { executableCode: { language: 'PYTHON', code: 'print(1)' } },
  { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
  { inlineData: { mimeType: 'audio/wav', data: 'ZmFrZQ==' } },
  { fileData: { mimeType: 'video/mp4', fileUri: 'https://example.com/fake.mp4' } },
  { text: 'Hi' },
];
const grounded = { groundingMetadata: { groundingChunks: [{ retrievedContext: { title: 'fake' } }] } };
const audio = { id: 'audio_1', data: 'ZmFrZQ==' };

/** Of each provider: a whole answer, the same as a stream, and what no other protocol has a place for. */
const answers: Record<Name, { whole: Fields; stream: readonly object[]; lost: string[] }> = {
  responses: {
    whole: { output: items },
    stream: items.map((item, output_index) => ({ type: 'response.output_item.done', output_index, item })),
    lost: ['web_search_call', 'code_interpreter_call', 'mcp_call', 'file_citation', 'output_audio'],
  },
  messages: {
    whole: { content: blocks },
    stream: blocks.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: { ...block, citations: undefined } },
      ...(block.citations ?? []).map((citation) => ({
        type: 'content_block_delta',
        index,
        delta: { type: 'citations_delta', citation },
      })),
      { type: 'content_block_stop', index },
    ]),
    lost: ['server_tool_use', 'web_search_tool_result', 'container_upload', 'char_location'],
  },
  gemini: {
    whole: { candidates: [{ content: { parts }, ...grounded }] },
    stream: [
      ...parts.map((part) => ({ candidates: [{ content: { parts: [part] } }] })),
      { candidates: [grounded] },
    ],
    lost: ['executableCode', 'codeExecutionResult', 'audio', 'file', 'retrievedContext'],
  },
  chat: {
    whole: {
      choices: [{ message: { content: 'Hi', annotations: [cited], images: [{ index: 0 }], audio } }],
    },
    stream: [
      { choices: [{ delta: { content: 'Hi' } }] },
      { choices: [{ delta: { annotations: [cited] } }] },
      { choices: [{ delta: { images: [{ index: 0 }] } }] },
      { choices: [{ delta: { audio } }] },
    ],
    lost: ['file_citation', 'image', 'audio'],
  },
};

describe.each(Object.entries(answers))('%s', (name, { whole, stream, lost: expected }) => {
  test('parts that no other protocol has a place for are named, and the text is kept', () => {
    for (const way of ['whole', 'stream']) {
      const { lost, reading } = noting();
      const codec = codecs[name as Name];
      const read = way === 'whole' ? readAnswer(codec, whole, reading) : joined(codec, stream, reading);
      expect([way, [...lost].sort()]).toEqual([way, [...expected].sort()]);
      expect(read.parts).toMatchObject([{ type: 'text', text: 'Hi' }]);
    }
  });
});

test.each([
  ['chat', ['signature', 'redacted_thinking', 'image']],
  ['responses', ['redacted_thinking']],
  ['messages', ['image']],
  ['gemini', ['redacted_thinking']],
] as const)('what %s has no place for is named, in a whole answer as in a stream', (name, expected) => {
  const parts: Part[] = [
    { type: 'thinking', text: 'Hm.', signature: { origin: 'anthropic', value: 'fake' } },
    { type: 'thinking', text: '', redacted: 'fake' },
    { type: 'image', source: { kind: 'data', mediaType: image.mimeType, data: image.data } },
  ];
  const answer = { id: 'a', model: 'm', parts, stop: 'end', usage: {} } as const;
  for (const way of ['whole', 'stream']) {
    const { lost, reading } = noting();
    if (way === 'whole') codecs[name].writeAnswer(answer, reading);
    else {
      const writer = codecs[name].writeStream(reading);
      for (const event of eventsOf(answer)) writer.write(event);
    }
    expect([way, lost]).toEqual([way, [...expected]]);
  }
});

/** An image is a part of Google's answers, and an item of Responses. */
test('an image comes through where both protocols have a place for it', () => {
  const google = { candidates: [{ content: { parts: [{ text: 'Here:' }, { inlineData: image }] } }] };
  const response = codecs.responses.writeAnswer(readAnswer(codecs.gemini, google), asked);
  expect(response.output).toMatchObject([
    { type: 'message' },
    { type: 'image_generation_call', status: 'completed', output_format: 'png', result: image.data },
  ]);
  const back = codecs.gemini.writeAnswer(readAnswer(codecs.responses, response), asked);
  expect(back.candidates).toMatchObject([{ content: { parts: [{ text: 'Here:' }, { inlineData: image }] } }]);
  const writer = codecs.responses.writeStream(asked);
  const { parts } = readAnswer(codecs.gemini, google);
  const events = eventsOf({ id: 'a', model: 'm', parts, stop: 'end', usage: {} });
  const frames = [...events.flatMap((event) => writer.write(event)), ...writer.end()];
  expect(frames.filter(({ event }) => event?.includes('output_item')).map(({ data }) => data)).toMatchObject([
    { output_index: 0 },
    { output_index: 0 },
    { output_index: 1, item: { status: 'in_progress', result: null } },
    { output_index: 1, item: { status: 'completed', result: image.data } },
  ]);
});

test("Google's signature in a part of its own comes back to it in such a part", () => {
  const part = { thoughtSignature: 'fake-signature' };
  const stream = [{ text: 'Hel' }, { text: 'lo' }, part].map((it) => ({
    candidates: [{ content: { parts: [it] } }],
  }));
  const answer = joined(codecs.gemini, stream);
  const { content } = codecs.messages.writeAnswer(answer, asked);
  const history = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content },
    { role: 'user', content: 'and?' },
  ];
  const request = codecs.messages.readRequest({ messages: history }, asked.losses);
  const target = { model: 'gemini-3-pro-preview', origin: 'gemini' } as const;
  const sent = codecs.gemini.writeRequest(request, target, asked.losses);
  expect(sent.contents).toMatchObject([
    { role: 'user' },
    { role: 'model', parts: [{ text: 'Hello' }, { text: '', thoughtSignature: 'fake-signature' }] },
    { role: 'user' },
  ]);
  const { lost, reading } = noting();
  const asGoogle = { contents: [{ role: 'model', parts: [{ text: 'Hello' }, part] }] };
  const read = codecs.gemini.readRequest(asGoogle, reading.losses).messages[0]?.parts;
  expect([read?.at(-1), lost]).toEqual([
    { type: 'thinking', text: '', signature: { origin: 'gemini', value: 'fake-signature' } },
    [],
  ]);
});

test('what comes only at the start of a Message block, or the end of a Responses item, is read', () => {
  const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 1 } };
  const message = joined(codecs.messages, [
    { type: 'content_block_start', index: 0, content_block: call },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { ...call, input: {} } },
    ...['{"at"', ':2}'].map((partial_json) => ({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json },
    })),
    { type: 'content_block_stop', index: 1 },
  ]);
  expect(message.parts).toMatchObject([{ input: '{"at":1}' }, { input: '{"at":2}' }]);
  const annotations = [{ type: 'url_citation', url: 'https://example.com/' }];
  const content = [{ type: 'output_text', text: 'So.', annotations }];
  const said = { type: 'response.output_text.delta', output_index: 0, delta: 'So.' };
  const added = {
    type: 'response.output_text.annotation.added',
    output_index: 0,
    annotation: annotations[0],
  };
  const done = { type: 'response.output_item.done', output_index: 0, item: { type: 'message', content } };
  for (const stream of [
    [said, done],
    [said, added, done],
  ])
    expect(joined(codecs.responses, stream).parts).toEqual([
      { type: 'text', text: 'So.', citations: [{ url: 'https://example.com/', title: undefined }] },
    ]);
});

/** With its trailers, which fetch does not show. */
async function post(url: string, body: object): Promise<IncomingMessage & { text: string }> {
  const headers = { authorization: `Bearer ${alpha}`, 'content-type': 'application/json' };
  const sent = request(url, { method: 'POST', headers }).end(JSON.stringify(body));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  answer.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  await once(answer, 'end');
  return Object.assign(answer, { text });
}

const google = (url: string) => ({
  'gemini-api-key': [
    {
      'api-key': otherUpstreamKey,
      'base-url': url,
      models: [{ name: 'fake-model-1', alias: 'fake-chat' }],
    },
  ],
});

test('a stream names what it lost behind its body, and the log beside the request', async () => {
  const upstream = await fakeUpstream(({ events }) =>
    events(
      { candidates: [{ content: { parts: [{ text: 'Here:' }, { inlineData: image }] } }] },
      {
        candidates: [{ finishReason: 'STOP' }],
      },
    ),
  );
  const world = await runGateway(google(upstream.url));
  const body = { model: 'fake-chat', max_tokens: 9, messages: [], service_tier: 'auto', stream: true };
  const answer = await post(`${world.url}/v1/messages`, body);
  expect(answer.headers['x-cli-proxy-dropped']).toBe('service_tier');
  expect(answer.trailers['x-cli-proxy-dropped']).toBe('service_tier, answer.image');
  expect(answer.text).toMatch(/event: message_stop\ndata: .*\n\n$/);
  await world.record();
  await expect.poll(() => world.lines.join('\n')).toContain('dropped="service_tier, answer.image"');
});

test('a stream that lost nothing has no trailer, nor has its line a word of it', async () => {
  const upstream = await fakeUpstream(({ events }) => events(chunk('Hello'), '[DONE]'));
  const world = await runGateway(compatible(upstream.url, { responses: false }));
  const body = { model: 'fake-chat', max_tokens: 9, messages: [], stream: true };
  const answer = await post(`${world.url}/v1/messages`, body);
  expect([answer.headers['x-cli-proxy-dropped'], answer.trailers]).toEqual([undefined, {}]);
  await world.record();
  await expect.poll(() => world.lines.join('\n')).toContain('POST /v1/messages 200');
  expect(world.lines.join('\n')).not.toContain('dropped');
});

test.each(['responses', 'messages', 'gemini'] as const)(
  'the library of %s reads a stream that lost something',
  async (name) => {
    const withCode = { content: { parts: [{ executableCode: { code: '1' } }, { text: 'Hello' }] } };
    const upstream = await fakeUpstream(({ events }) =>
      name === 'gemini'
        ? events({ choices: [{ index: 0, delta: { content: 'Hello', audio } }] }, '[DONE]')
        : events({ candidates: [{ ...withCode, finishReason: 'STOP' }] }),
    );
    const chatOnly = compatible(upstream.url, { responses: false });
    const world = await runGateway(name === 'gemini' ? chatOnly : google(upstream.url));
    expect((await clients[name].ask(world.url, { stream: true, tools: false })).text).toBe('Hello');
    const lost = name === 'gemini' ? 'audio' : 'executableCode';
    await expect.poll(() => world.lines.join('\n')).toContain(`dropped=answer.${lost}`);
  },
);
