import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

/** A client key of the servers that they ask. */
export const clientKey = 'fake-client-key-alpha-0000000000000001';

/** What a client got: its text, and the calls of tools. */
export interface Got {
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  readonly stop: string | null | undefined;
  /** Of the input and of the answer. */
  readonly tokens: readonly [number | undefined, number | undefined];
}

export interface Client {
  /** @param result of the call before, if there was one */
  ask(
    url: string,
    options: { stream: boolean; tools: boolean; result?: { call: Got['calls'][number] } },
  ): Promise<Got>;
}

/** As every client asks for it. */
export const model = 'fake-chat';
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const hello = 'Weather in Paris?';

const chat: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new OpenAI({ apiKey: clientKey, baseURL: `${url}/v1`, maxRetries: 0 });
    const { call } = result ?? {};
    const body: OpenAI.ChatCompletionCreateParamsNonStreaming = {
      model,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: hello },
        ...(call
          ? ([
              {
                role: 'assistant' as const,
                tool_calls: [
                  {
                    id: call.id,
                    type: 'function' as const,
                    function: { name: call.name, arguments: JSON.stringify(call.input) },
                  },
                ],
              },
              { role: 'tool', tool_call_id: call.id, content: '21 C' },
            ] satisfies OpenAI.ChatCompletionMessageParam[])
          : []),
      ],
      ...(tools && { tools: [{ type: 'function', function: { name: 'get_weather', parameters: schema } }] }),
    };
    const answer = stream
      ? await client.chat.completions
          .stream({ ...body, stream: true, stream_options: { include_usage: true } })
          .finalChatCompletion()
      : await client.chat.completions.create(body);
    const [choice] = answer.choices;
    return {
      text: choice?.message.content ?? '',
      calls: (choice?.message.tool_calls ?? []).map((it) => ({
        id: it.id,
        name: it.type === 'function' ? it.function.name : '',
        input: it.type === 'function' ? JSON.parse(it.function.arguments) : undefined,
      })),
      stop: choice?.finish_reason,
      tokens: [answer.usage?.prompt_tokens, answer.usage?.completion_tokens],
    };
  },
};

const responses: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new OpenAI({ apiKey: clientKey, baseURL: `${url}/v1`, maxRetries: 0 });
    const { call } = result ?? {};
    const body: OpenAI.Responses.ResponseCreateParamsNonStreaming = {
      model,
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: hello },
        ...(call
          ? ([
              {
                type: 'function_call',
                call_id: call.id,
                name: call.name,
                arguments: JSON.stringify(call.input),
              },
              { type: 'function_call_output', call_id: call.id, output: '21 C' },
            ] as const)
          : []),
      ],
      ...(tools && { tools: [{ type: 'function', name: 'get_weather', parameters: schema, strict: false }] }),
    };
    const answer = stream
      ? await client.responses.stream({ ...body, stream: true }).finalResponse()
      : await client.responses.create(body);
    return {
      text: answer.output_text,
      calls: answer.output.flatMap((item) =>
        item.type === 'function_call'
          ? [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) }]
          : [],
      ),
      stop: answer.status,
      tokens: [answer.usage?.input_tokens, answer.usage?.output_tokens],
    };
  },
};

const messages: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new Anthropic({ apiKey: clientKey, baseURL: url, maxRetries: 0 });
    const { call } = result ?? {};
    const body: Anthropic.MessageCreateParamsNonStreaming = {
      model,
      max_tokens: 1000,
      system: 'Be brief.',
      messages: [
        { role: 'user', content: hello },
        ...(call
          ? ([
              {
                role: 'assistant',
                content: [{ type: 'tool_use', id: call.id, name: call.name, input: call.input }],
              },
              { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: '21 C' }] },
            ] as const)
          : []),
      ] as Anthropic.MessageParam[],
      ...(tools && { tools: [{ name: 'get_weather', input_schema: schema as Anthropic.Tool.InputSchema }] }),
    };
    const answer = stream
      ? await client.messages.stream(body).finalMessage()
      : await client.messages.create(body);
    return {
      text: answer.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      calls: answer.content.flatMap((block) =>
        block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
      ),
      stop: answer.stop_reason,
      tokens: [answer.usage.input_tokens, answer.usage.output_tokens],
    };
  },
};

const gemini: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new GoogleGenAI({ apiKey: clientKey, httpOptions: { baseUrl: url } });
    const { call } = result ?? {};
    const body = {
      model,
      contents: [
        { role: 'user', parts: [{ text: hello }] },
        ...(call
          ? [
              {
                role: 'model',
                parts: [
                  {
                    functionCall: {
                      id: call.id,
                      name: call.name,
                      args: call.input as Record<string, unknown>,
                    },
                  },
                ],
              },
              {
                role: 'user',
                parts: [{ functionResponse: { id: call.id, name: call.name, response: { output: '21 C' } } }],
              },
            ]
          : []),
      ],
      config: {
        systemInstruction: 'Be brief.',
        ...(tools && {
          tools: [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: schema }] }],
        }),
      },
    };
    const chunks = [];
    if (stream) for await (const chunk of await client.models.generateContentStream(body)) chunks.push(chunk);
    else chunks.push(await client.models.generateContent(body));
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const last = chunks.at(-1);
    return {
      text: parts.map((part) => part.text ?? '').join(''),
      calls: parts.flatMap(({ functionCall: it }) =>
        it ? [{ id: it.id ?? '', name: it.name ?? '', input: it.args }] : [],
      ),
      stop: last?.candidates?.[0]?.finishReason,
      tokens: [last?.usageMetadata?.promptTokenCount, last?.usageMetadata?.candidatesTokenCount],
    };
  },
};

/** The official library of each protocol. */
export const clients = { chat, responses, messages, gemini };
