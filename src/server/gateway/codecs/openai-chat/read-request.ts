import {
  budgetOf,
  dropUnknown,
  effortOf,
  fieldsOf,
  filled,
  flagOf,
  listOf,
  numberOf,
  sourceOfUrl,
  textOf,
} from '../json.ts';
import type {
  CallPart,
  Fields,
  Format,
  Losses,
  MediaPart,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  TextPart,
  Tool,
  ToolChoice,
} from '../neutral.ts';

const known = new Set([
  ...[
    'model',
    'messages',
    'stream',
    'stream_options',
    'temperature',
    'top_p',
    'max_tokens',
    'max_completion_tokens',
  ],
  ...[
    'stop',
    'seed',
    'presence_penalty',
    'frequency_penalty',
    'n',
    'tools',
    'tool_choice',
    'parallel_tool_calls',
  ],
  ...[
    'response_format',
    'reasoning_effort',
    'user',
    'verbosity',
    'web_search_options',
    'modalities',
    'functions',
  ],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  dropUnknown(body, known, losses);
  if ((numberOf(body.n) ?? 1) > 1)
    losses.refuse('n: only one answer to a request is supported for this model.');
  if (listOf(body.modalities).some((it) => it !== 'text')) {
    losses.refuse('modalities: only text is supported for this model.');
  }
  if (body.functions !== undefined) losses.refuse('functions: use tools for this model.');
  const stop =
    typeof body.stop === 'string' ? [body.stop] : listOf(body.stop).filter((it) => typeof it === 'string');
  return {
    messages: listOf(body.messages).map((message) => readMessage(fieldsOf(message), losses)),
    tools: listOf(body.tools).map((tool) => readTool(fieldsOf(tool))),
    ...readChoice(body.tool_choice),
    parallelCalls: flagOf(body.parallel_tool_calls),
    webSearch: body.web_search_options === undefined ? undefined : true,
    maxTokens: numberOf(body.max_completion_tokens) ?? numberOf(body.max_tokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    seed: numberOf(body.seed),
    presencePenalty: numberOf(body.presence_penalty),
    frequencyPenalty: numberOf(body.frequency_penalty),
    stop: filled(stop),
    format: readFormat(fieldsOf(body.response_format)),
    reasoning: reasoningOf(textOf(body.reasoning_effort), false),
    verbosity: textOf(body.verbosity),
    user: textOf(body.user),
    stream: body.stream === true,
    usageInStream: fieldsOf(body.stream_options).include_usage === true,
  };
}

/** OpenAI's levels of effort, in chat and Responses. */
export function reasoningOf(effort: string | undefined, shown: boolean): Reasoning | undefined {
  if (effort === undefined) return shown ? { shown } : undefined;
  if (effort === 'none') return { amount: 'off', shown };
  return { amount: Object.hasOwn(budgetOf, effort) ? (effort as keyof typeof budgetOf) : 'high', shown };
}

/** @returns undefined: the client leaves it to the model */
export function effortText({ amount }: Reasoning): string | undefined {
  if (amount === undefined || amount === 'dynamic') return undefined;
  if (amount === 'off') return 'none';
  return typeof amount === 'number' ? effortOf(amount) : amount;
}

function readMessage(message: Fields, losses: Losses): Message {
  const parts = readContent(message.content, losses);
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts };
    case 'tool':
    case 'function': {
      const id = textOf(message.tool_call_id) ?? textOf(message.name) ?? '';
      const content = parts.filter(
        (part): part is TextPart | MediaPart => 'source' in part || part.type === 'text',
      );
      return { role: 'user', parts: [{ type: 'result', id, content }] };
    }
    case 'assistant': {
      const thinking = textOf(message.reasoning_content) ?? textOf(message.reasoning);
      const refusal = textOf(message.refusal);
      return {
        role: 'assistant',
        parts: [
          ...(thinking ? [{ type: 'thinking', text: thinking } as const] : []),
          ...parts,
          ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
          ...listOf(message.tool_calls).map((call) => readCall(fieldsOf(call))),
        ],
      };
    }
    default:
      return { role: 'user', parts };
  }
}

function readContent(content: unknown, losses: Losses): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOf(content).flatMap((item): Part[] => {
    const part = fieldsOf(item);
    switch (part.type) {
      case 'text':
        return [{ type: 'text', text: textOf(part.text) ?? '' }];
      case 'refusal':
        return [{ type: 'refusal', text: textOf(part.refusal) ?? '' }];
      case 'image_url': {
        const { url, detail } = fieldsOf(part.image_url);
        return [{ type: 'image', source: sourceOfUrl(textOf(url) ?? ''), detail: textOf(detail) }];
      }
      case 'input_audio': {
        const { data, format } = fieldsOf(part.input_audio);
        const source = {
          kind: 'data',
          mediaType: `audio/${textOf(format) ?? 'wav'}`,
          data: textOf(data) ?? '',
        } as const;
        return [{ type: 'audio', source }];
      }
      case 'file': {
        const { file_data, file_id, filename } = fieldsOf(part.file);
        const source = textOf(file_data)
          ? sourceOfUrl(textOf(file_data) ?? '')
          : ({ kind: 'id', id: textOf(file_id) ?? '' } as const);
        return [{ type: 'file', source, name: textOf(filename) }];
      }
      default:
        losses.refuse(`messages: content of type "${part.type}" is not supported for this model.`);
        return [];
    }
  });
}

export function readCall(call: Fields): CallPart {
  const id = textOf(call.id) ?? '';
  if (call.type === 'custom') {
    const { name, input } = fieldsOf(call.custom);
    return { type: 'call', id, name: textOf(name) ?? '', input: textOf(input) ?? '', custom: true };
  }
  const { name, arguments: input } = fieldsOf(call.function);
  return { type: 'call', id, name: textOf(name) ?? '', input: textOf(input) || '{}' };
}

function readTool(tool: Fields): Tool {
  const custom = tool.type === 'custom';
  const { name, description, parameters, strict } = fieldsOf(custom ? tool.custom : tool.function);
  return {
    name: textOf(name) ?? '',
    description: textOf(description),
    ...(custom ? { custom } : { schema: parameters === undefined ? undefined : fieldsOf(parameters) }),
    strict: flagOf(strict),
  };
}

function readChoice(choice: unknown): { toolChoice?: ToolChoice } {
  if (choice === 'auto' || choice === 'none' || choice === 'required')
    return { toolChoice: { type: choice } };
  const { function: called, custom } = fieldsOf(choice);
  const name = textOf(fieldsOf(called ?? custom).name);
  return name === undefined ? {} : { toolChoice: { type: 'named', name } };
}

function readFormat({ type, json_schema }: Fields): Format | undefined {
  if (type === 'json_object') return {};
  if (type !== 'json_schema') return undefined;
  const { name, description, schema, strict } = fieldsOf(json_schema);
  return {
    name: textOf(name),
    description: textOf(description),
    schema: fieldsOf(schema),
    strict: flagOf(strict),
  };
}
