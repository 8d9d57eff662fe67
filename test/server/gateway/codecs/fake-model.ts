import type { Asked } from '../start-upstream.ts';

/**
 * A model behind each of the four protocols: says "Hello", thinks before it when asked to, and calls the tool it is given until
 * the result of a call is there.
 */
export function fakeModel({ url, body, json, events }: Asked): void {
  const asked = JSON.parse(body) as Record<string, unknown>;
  const path = url.replace(/\?.*/, '');
  const calls = body.includes('get_weather') && !body.includes('21 C');
  if (path.endsWith('/chat/completions')) chat(asked.stream === true, calls, json, events);
  else if (path.endsWith('/responses')) responses(asked.stream === true, calls, json, events);
  else if (path.endsWith('/messages')) messages(asked.stream === true, calls, json, events);
  else if (path.includes(':streamGenerateContent')) events(...geminiChunks(calls));
  else json(200, { candidates: [{ content: content(calls), finishReason: 'STOP' }], ...geminiAbout });
}

type Json = Asked['json'];
type Events = Asked['events'];
const input = '{"city":"Paris"}';

function chat(stream: boolean, calls: boolean, json: Json, events: Events): void {
  const about = { id: 'chatcmpl-fake', created: 1, model: 'fake' };
  const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
  const call = { id: 'call_fake', type: 'function', function: { name: 'get_weather', arguments: input } };
  const finish_reason = calls ? 'tool_calls' : 'stop';
  if (!stream) {
    const message = {
      role: 'assistant',
      content: calls ? null : 'Hello',
      ...(calls && { tool_calls: [call] }),
    };
    json(200, {
      ...about,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason }],
      usage,
    });
    return;
  }
  const chunk = (delta: object, finish: string | null = null) => ({
    ...about,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const half = (text: string) => chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] });
  const begun = { ...call, index: 0, function: { name: 'get_weather', arguments: '' } };
  events(
    chunk({ role: 'assistant', content: '' }),
    ...(calls
      ? [chunk({ tool_calls: [begun] }), half(input.slice(0, 5)), half(input.slice(5))]
      : [chunk({ content: 'Hel' }), chunk({ content: 'lo' })]),
    chunk({}, finish_reason),
    { ...about, object: 'chat.completion.chunk', choices: [], usage },
    '[DONE]',
  );
}

function responses(stream: boolean, calls: boolean, json: Json, events: Events): void {
  const item = calls
    ? {
        id: 'fc_fake',
        type: 'function_call',
        call_id: 'call_fake',
        name: 'get_weather',
        arguments: input,
        status: 'completed',
      }
    : {
        ...{ id: 'msg_fake', type: 'message', role: 'assistant', status: 'completed' },
        content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
      };
  const response = {
    ...{
      id: 'resp_fake',
      object: 'response',
      created_at: 1,
      model: 'fake',
      status: 'completed',
      output: [item],
    },
    usage: { input_tokens: 12, output_tokens: 5, total_tokens: 17 },
  };
  if (!stream) {
    json(200, response);
    return;
  }
  const at = { output_index: 0, item_id: item.id };
  events(
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', ...at, item: { ...item, arguments: '', content: [] } },
    ...(calls
      ? [{ type: 'response.function_call_arguments.delta', ...at, delta: input }]
      : [
          {
            type: 'response.content_part.added',
            ...at,
            content_index: 0,
            part: { type: 'output_text', text: '' },
          },
          ...['Hel', 'lo'].map((delta) => ({
            type: 'response.output_text.delta',
            ...at,
            content_index: 0,
            delta,
          })),
        ]),
    { type: 'response.output_item.done', ...at, item },
    { type: 'response.completed', response },
  );
}

function messages(stream: boolean, calls: boolean, json: Json, events: Events): void {
  const about = { id: 'msg_fake', type: 'message', role: 'assistant', model: 'fake' };
  const block = calls
    ? { type: 'tool_use', id: 'toolu_fake', name: 'get_weather', input: JSON.parse(input) }
    : { type: 'text', text: 'Hello' };
  const stop_reason = calls ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 12, output_tokens: 5 };
  if (!stream) {
    json(200, { ...about, content: [block], stop_reason, usage });
    return;
  }
  const empty = calls ? { ...block, input: {} } : { type: 'text', text: '' };
  const deltas = calls
    ? [input.slice(0, 5), input.slice(5)].map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    : ['Hel', 'lo'].map((text) => ({ type: 'text_delta', text }));
  events(
    {
      type: 'message_start',
      message: { ...about, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    { type: 'content_block_start', index: 0, content_block: empty },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  );
}

const geminiAbout = {
  usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 5, totalTokenCount: 17 },
  modelVersion: 'fake',
  responseId: 'gemini-fake',
};
const content = (calls: boolean) => ({
  role: 'model',
  parts: [calls ? { functionCall: { name: 'get_weather', args: JSON.parse(input) } } : { text: 'Hello' }],
});

function geminiChunks(calls: boolean): object[] {
  if (calls) return [{ candidates: [{ content: content(true), finishReason: 'STOP' }], ...geminiAbout }];
  const part = (text: string) => ({ candidates: [{ content: { role: 'model', parts: [{ text }] } }] });
  return [part('Hel'), { ...part('lo') }, { candidates: [{ finishReason: 'STOP' }], ...geminiAbout }];
}
