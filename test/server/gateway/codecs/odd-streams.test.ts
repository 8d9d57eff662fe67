import { expect, test } from 'vitest';
import { codecs } from '../../../../src/server/gateway/codecs/index.ts';
import type { Fields } from '../../../../src/server/gateway/codecs/neutral.ts';
import { asked, joined, readAnswer } from './reading.ts';

type Name = keyof typeof codecs;

/** What a client of one protocol gets of a stream of another. */
function translated(from: Name, to: Name, stream: readonly unknown[]): Fields[] {
  const writer = codecs[to].writeStream(asked);
  const events = stream.map((data) => ({ data })).flatMap(codecs[from].readStream(asked));
  const frames = [...events.flatMap((event) => writer.write(event)), ...writer.end()];
  return frames.map(({ data }) => data as Fields);
}

test('each item of Responses is whole, whether or not others came in pieces', () => {
  const item = (type: 'added' | 'done', output_index: number, fields: object) => ({
    type: `response.output_item.${type}`,
    output_index,
    item: fields,
  });
  const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' });
  const message = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] });
  const summary = [{ type: 'summary_text', text: 'Hm.' }];
  const stream = [
    { type: 'response.created', response: { id: 'resp_1' } },
    item('added', 0, { type: 'reasoning' }),
    { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'Hm.' },
    item('done', 0, { type: 'reasoning', summary, encrypted_content: 'ENC0' }),
    item('added', 1, { type: 'reasoning' }),
    item('done', 1, { type: 'reasoning', summary: [], encrypted_content: 'ENC1' }),
    item('added', 2, { type: 'message' }),
    { type: 'response.output_text.delta', output_index: 2, delta: 'One.' },
    // Numbered otherwise than its text.
    item('done', 9, message('One.')),
    item('done', 3, message('Two.')),
    item('added', 4, call('call_1')),
    item('done', 4, call('call_1')),
    item('done', 5, call('call_2')),
    { type: 'response.completed', response: { status: 'completed' } },
  ];
  const frames = translated('responses', 'messages', stream);
  expect(frames.flatMap(({ delta }) => (delta as Fields)?.signature ?? [])).toEqual([
    'cli-proxy:openai:ENC0',
    'cli-proxy:openai:ENC1',
  ]);
  const { parts } = joined(codecs.responses, stream);
  expect(parts.map((part) => ('text' in part ? part.text : part.type === 'call' && part.id))).toEqual([
    ...['Hm.', '', 'One.', 'Two.', 'call_1', 'call_2'],
  ]);
});

test.each([
  ['a call', { functionCall: { name: 'look', args: {} } }],
  ['a signature', { text: '', thoughtSignature: 'fake' }],
])("Gemini's sources of a text that %s ends are the text's", (_, part) => {
  const groundingMetadata = { groundingChunks: [{ web: { uri: 'https://example.com/' } }] };
  const chunks = [[{ text: 'So.' }], [part]].map((parts) => ({ candidates: [{ content: { parts } }] }));
  const last = { ...chunks[1]?.candidates[0], groundingMetadata, finishReason: 'STOP' };
  const inPieces = [chunks[0], { candidates: [last] }];
  const atOnce = [{ candidates: [{ ...last, content: { parts: [{ text: 'So.' }, part] } }] }];
  for (const stream of [inPieces, atOnce]) {
    const cited = translated('gemini', 'messages', stream).filter(
      ({ delta }) => (delta as Fields)?.type === 'citations_delta',
    );
    expect(cited).toMatchObject([{ index: 0, delta: { citation: { url: 'https://example.com/' } } }]);
  }
});

test('a chat stream that gives no reason for its end is ended for every client', () => {
  const chunk = (delta: object) => ({ id: 'c1', choices: [{ index: 0, delta, finish_reason: null }] });
  const tool_calls = [{ index: 0, id: 'call_1', function: { name: 'look', arguments: '{"at":1}' } }];
  const stream = [chunk({ content: 'Hm.' }), chunk({ tool_calls }), '[DONE]'];
  const messages = translated('chat', 'messages', stream);
  expect(messages.filter(({ type }) => type === 'content_block_stop')).toHaveLength(2);
  expect(messages.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
  expect(translated('chat', 'responses', stream).at(-1)).toMatchObject({
    response: { output: [{ type: 'message' }, { type: 'function_call', arguments: '{"at":1}' }] },
  });
  expect(JSON.stringify(translated('chat', 'gemini', stream))).toContain('"functionCall"');
  expect(joined(codecs.chat, [stream[0], '[DONE]', '[DONE]']).stop).toBe('end');
  const whole = { choices: [{ message: { tool_calls }, finish_reason: null }] };
  expect(readAnswer(codecs.chat, whole).stop).toBe('calls');
});

test('an error is the end of a chat stream', () => {
  const stream = [{ choices: [{ delta: { content: 'Hm.' } }] }, { error: { message: 'no' } }, '[DONE]'];
  const events = stream.map((data) => ({ data })).flatMap(codecs.chat.readStream(asked));
  expect(events.at(-1)?.type).toBe('error');
});

test('a last zero is no count', () => {
  const usages = [
    { prompt_tokens: 7, completion_tokens: 3 },
    { prompt_tokens: 0, completion_tokens: 0 },
  ];
  const stream = usages.map((usage) => ({ id: 'c1', choices: [], usage }));
  expect(joined(codecs.chat, stream).usage).toMatchObject({ input: 7, output: 3 });
  expect(translated('chat', 'messages', stream).at(-2)).toMatchObject({
    usage: { input_tokens: 7, output_tokens: 3 },
  });
});

test('counts after the end of a Message change nothing of why it ended', () => {
  const stream = [
    { type: 'message_delta', delta: { stop_reason: 'max_tokens' } },
    { type: 'message_delta', delta: {}, usage: { output_tokens: 5 } },
  ];
  expect(joined(codecs.messages, stream)).toMatchObject({ stop: 'length', usage: { output: 5 } });
});
