import {
  budgetOf,
  dropUnknown,
  fieldsOf,
  filled,
  flagOf,
  given,
  listOf,
  numberOf,
  textOf,
  unwrapSignature,
} from '../json.ts';
import type {
  Fields,
  Format,
  Losses,
  MediaPart,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  ResultPart,
  Tool,
  ToolChoice,
} from '../neutral.ts';
import { noSignature } from './write-request.ts';

/** By name; the names are those of this code, and are asked for in every request. */
const otherSpellings = new Map<string, string>();

function otherSpelling(name: string): string {
  const known = otherSpellings.get(name);
  if (known !== undefined) return known;
  const other = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  otherSpellings.set(name, other);
  return other;
}

/** Google's servers accept both spellings of each name. */
const member = (fields: Fields, name: string): unknown => fields[name] ?? fields[otherSpelling(name)];
export const object = (fields: Fields, name: string): Fields => fieldsOf(member(fields, name));
export const list = (fields: Fields, name: string): readonly unknown[] => listOf(member(fields, name));
export const text = (fields: Fields, name: string): string | undefined => textOf(member(fields, name));
export const number = (fields: Fields, name: string): number | undefined => numberOf(member(fields, name));

const bothSpellings = (names: readonly string[]) =>
  new Set(names.flatMap((name) => [name, otherSpelling(name)]));
const known = bothSpellings([
  'model',
  'contents',
  'systemInstruction',
  'generationConfig',
  'tools',
  'toolConfig',
  'cachedContent',
]);
const knownSettings = bothSpellings([
  ...[
    'temperature',
    'topP',
    'topK',
    'maxOutputTokens',
    'stopSequences',
    'candidateCount',
    'seed',
    'presencePenalty',
  ],
  ...[
    'frequencyPenalty',
    'responseMimeType',
    'responseSchema',
    'responseJsonSchema',
    'thinkingConfig',
    'responseModalities',
  ],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  const settings = object(body, 'generationConfig');
  dropUnknown(body, known, losses);
  dropUnknown(settings, knownSettings, losses);
  if (member(body, 'cachedContent') !== undefined)
    losses.refuse('cachedContent: not supported for this model.');
  if ((number(settings, 'candidateCount') ?? 1) > 1) {
    losses.refuse('candidateCount: only one answer to a request is supported for this model.');
  }
  if (list(settings, 'responseModalities').some((it) => it !== 'TEXT')) {
    losses.refuse('responseModalities: only text is supported for this model.');
  }
  const system = member(body, 'systemInstruction');
  const tools = list(body, 'tools').map(fieldsOf);
  const calling = object(object(body, 'toolConfig'), 'functionCallingConfig');
  const declared = tools
    .flatMap((tool) => list(tool, 'functionDeclarations'))
    .map((it) => readTool(fieldsOf(it)));
  const allowed = list(calling, 'allowedFunctionNames');
  return {
    messages: [...readSystem(system, losses), ...readContents(list(body, 'contents'), losses)],
    tools: allowed.length > 0 ? declared.filter(({ name }) => allowed.includes(name)) : declared,
    ...readChoice(text(calling, 'mode'), allowed),
    webSearch: readServerTools(tools, losses),
    maxTokens: number(settings, 'maxOutputTokens'),
    temperature: number(settings, 'temperature'),
    topP: number(settings, 'topP'),
    topK: number(settings, 'topK'),
    seed: number(settings, 'seed'),
    presencePenalty: number(settings, 'presencePenalty'),
    frequencyPenalty: number(settings, 'frequencyPenalty'),
    stop: filled(list(settings, 'stopSequences').filter((it) => typeof it === 'string')),
    format: readFormat(settings),
    reasoning: readThinking(object(settings, 'thinkingConfig')),
    // The path decides whether it is a stream, so the caller sets it.
    stream: false,
  };
}

function readSystem(system: unknown, losses: Losses): Message[] {
  const parts: Part[] =
    typeof system === 'string'
      ? [{ type: 'text', text: system }]
      : list(fieldsOf(system), 'parts').flatMap((part) => readPart(fieldsOf(part), losses));
  return parts.length > 0 ? [{ role: 'system', parts }] : [];
}

/** Calls and results without ids are matched by name, in their order. */
function readContents(contents: readonly unknown[], losses: Losses): Message[] {
  let made = 0;
  const waiting = new Map<string, string[]>();
  return contents.map((content) => {
    const { role, parts } = fieldsOf(content);
    const read = listOf(parts).flatMap((item): Part[] => {
      const part = fieldsOf(item);
      const result = object(part, 'functionResponse');
      if (result.name !== undefined || result.response !== undefined) {
        const name = textOf(result.name) ?? '';
        return [readResult(result, textOf(result.id) ?? waiting.get(name)?.shift() ?? name, losses)];
      }
      return readPart(part, losses).map((it) => {
        if (it.type !== 'call' || it.id !== '') return it;
        made += 1;
        const id = `${it.name}_${made}`;
        waiting.set(it.name, [...(waiting.get(it.name) ?? []), id]);
        return { ...it, id };
      });
    });
    return { role: role === 'model' ? 'assistant' : 'user', parts: read };
  });
}

export function readPart(part: Fields, losses: Losses): Part[] {
  const value = text(part, 'thoughtSignature');
  const signature =
    value === undefined || value === noSignature ? undefined : unwrapSignature(value, 'gemini');
  const signed: Part[] = signature ? [{ type: 'thinking', text: '', signature }] : [];
  if (typeof part.text === 'string') {
    if (part.thought === true) return [{ type: 'thinking', text: part.text, signature }];
    return part.text === '' ? signed : [...signed, { type: 'text', text: part.text }];
  }
  const call = object(part, 'functionCall');
  if (call.name !== undefined) {
    const { id, name, args } = call;
    return [
      ...signed,
      { type: 'call', id: textOf(id) ?? '', name: textOf(name) ?? '', input: JSON.stringify(args ?? {}) },
    ];
  }
  const data = object(part, 'inlineData');
  if (data.data !== undefined) {
    const mediaType = text(data, 'mimeType') ?? 'application/octet-stream';
    const source = { kind: 'data', mediaType, data: textOf(data.data) ?? '' } as const;
    return [{ type: kindOf(mediaType), source, name: text(data, 'displayName') }];
  }
  const file = object(part, 'fileData');
  const uri = text(file, 'fileUri');
  if (uri !== undefined) {
    const mediaType = text(file, 'mimeType');
    return [{ type: kindOf(mediaType ?? 'image/'), source: { kind: 'url', url: uri, mediaType } }];
  }
  for (const name of Object.keys(part)) losses.drop(name);
  return [];
}

function kindOf(mediaType: string): MediaPart['type'] {
  if (mediaType.startsWith('image/')) return 'image';
  return mediaType.startsWith('audio/') ? 'audio' : 'file';
}

function readResult(result: Fields, id: string, losses: Losses): ResultPart {
  const response = fieldsOf(result.response);
  const names = Object.keys(response);
  const only = names.length === 1 ? response[names[0] ?? ''] : undefined;
  // {"output": …} and the like wrap a text; anything else is kept as it is.
  const wrapped =
    names.length === 1 && /^(output|result|error|content)$/.test(names[0] ?? '') && typeof only === 'string';
  const media = listOf(result.parts).flatMap((part) => readPart(fieldsOf(part), losses));
  return {
    type: 'result',
    id,
    content: [
      { type: 'text', text: wrapped ? (only as string) : JSON.stringify(response) },
      ...media.filter((part): part is MediaPart => 'source' in part),
    ],
    failed: response.error !== undefined && names.length === 1 ? true : undefined,
  };
}

const readTool = (tool: Fields): Tool => {
  const schema = member(tool, 'parametersJsonSchema');
  const own = tool.parameters === undefined ? undefined : jsonSchemaOf(tool.parameters);
  return {
    name: textOf(tool.name) ?? '',
    description: textOf(tool.description),
    schema: schema === undefined ? (own as Fields | undefined) : fieldsOf(schema),
  };
};

/** Google's schema is OpenAPI's: types in capitals, `nullable`, and numbers as text. */
function jsonSchemaOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchemaOf);
  const fields = fieldsOf(schema);
  if (fields !== schema) return schema;
  const { nullable, type, properties, ...rest } = fields;
  const name = typeof type === 'string' ? type.toLowerCase() : type;
  const sizes = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'];
  const others = Object.entries(rest).map(([key, value]) => {
    if (sizes.includes(key) && typeof value === 'string') return [key, Number(value)];
    return [key, ['items', 'anyOf'].includes(key) ? jsonSchemaOf(value) : value];
  });
  return given({
    type: nullable === true && typeof name === 'string' ? [name, 'null'] : name,
    properties:
      properties === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(fieldsOf(properties)).map(([key, value]) => [key, jsonSchemaOf(value)]),
          ),
    ...Object.fromEntries(others.filter(([key]) => key !== 'propertyOrdering')),
  });
}

/** Tools that Google's servers run themselves. */
function readServerTools(tools: readonly Fields[], losses: Losses): true | undefined {
  let search: true | undefined;
  for (const name of tools.flatMap((tool) => Object.keys(tool))) {
    if (/^google_?[sS]earch$/.test(name)) search = true;
    else if (!/^function_?[dD]eclarations$/.test(name)) losses.drop(`tools.${name}`);
  }
  return search;
}

function readChoice(mode: string | undefined, allowed: readonly unknown[]): { toolChoice?: ToolChoice } {
  const [only] = allowed;
  if (mode === 'ANY' && allowed.length === 1) return { toolChoice: { type: 'named', name: String(only) } };
  if (mode === 'ANY') return { toolChoice: { type: 'required' } };
  if (mode === 'NONE') return { toolChoice: { type: 'none' } };
  return mode === 'AUTO' || mode === 'VALIDATED' ? { toolChoice: { type: 'auto' } } : {};
}

function readFormat(settings: Fields): Format | undefined {
  const schema = member(settings, 'responseJsonSchema') ?? jsonSchemaOf(member(settings, 'responseSchema'));
  if (schema !== undefined) return { schema: fieldsOf(schema) };
  return text(settings, 'responseMimeType') === 'application/json' ? {} : undefined;
}

function readThinking(config: Fields): Reasoning | undefined {
  const budget = number(config, 'thinkingBudget');
  const level = text(config, 'thinkingLevel')?.toLowerCase();
  const shown = flagOf(member(config, 'includeThoughts')) ?? false;
  if (level !== undefined)
    return { amount: Object.hasOwn(budgetOf, level) ? (level as keyof typeof budgetOf) : 'high', shown };
  if (budget === undefined) return shown ? { shown } : undefined;
  if (budget === 0) return { amount: 'off', shown: false };
  return { amount: budget < 0 ? 'dynamic' : budget, shown };
}
