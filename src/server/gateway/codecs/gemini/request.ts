import { parseJson } from '../../../../base/json/parse-json.ts';
import {
  budgetOf,
  customSchema,
  dropUnknown,
  fieldsOf,
  filled,
  filledFields,
  flagOf,
  given,
  inputObject,
  joinedByRole,
  listOf,
  numberOf,
  partsOf,
  readableBy,
  resultOf,
  resultsFirst,
  searchAmong,
  snakeCase,
  splitSystem,
  stringOf,
  textIn,
  textOf,
  unwrapSignature,
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
  ResultPart,
  Target,
  Tool,
  ToolChoice,
} from '../neutral.ts';
import { settingsOf } from '../settings.ts';

/** Google's servers accept both spellings of each name. */
const member = (fields: Fields, name: string): unknown => fields[name] ?? fields[snakeCase(name)];
export const object = (fields: Fields, name: string): Fields => fieldsOf(member(fields, name));
export const list = (fields: Fields, name: string): readonly unknown[] => listOf(member(fields, name));
export const text = (fields: Fields, name: string): string | undefined => textOf(member(fields, name));
export const number = (fields: Fields, name: string): number | undefined => numberOf(member(fields, name));

const bothSpellings = (names: readonly string[]) => new Set(names.flatMap((name) => [name, snakeCase(name)]));
const known = bothSpellings([
  ...['model', 'contents', 'systemInstruction', 'generationConfig', 'tools', 'toolConfig', 'cachedContent'],
]);
const settings = settingsOf('gemini');
const knownSettings = bothSpellings([
  ...[...settings.names, 'candidateCount', 'responseMimeType', 'responseSchema', 'responseJsonSchema'],
  ...['thinkingConfig', 'responseModalities'],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  const config = object(body, 'generationConfig');
  dropUnknown(body, known, losses);
  dropUnknown(config, knownSettings, losses);
  if (member(body, 'cachedContent') !== undefined)
    losses.refuse('cachedContent: not supported for this model.');
  if ((number(config, 'candidateCount') ?? 1) > 1) {
    losses.refuse('candidateCount: only one answer to a request is supported for this model.');
  }
  if (list(config, 'responseModalities').some((it) => it !== 'TEXT')) {
    losses.refuse('responseModalities: only text is supported for this model.');
  }
  const instruction = member(body, 'systemInstruction');
  const content = typeof instruction === 'string' ? instruction : list(fieldsOf(instruction), 'parts');
  const system = partsOf(content, (part) => readPart(part, losses));
  const tools = list(body, 'tools').map(fieldsOf);
  const serverTools = tools
    .flatMap((tool) => Object.keys(tool))
    .filter((name) => !/^function_?[dD]/.test(name));
  const calling = object(object(body, 'toolConfig'), 'functionCallingConfig');
  const declared = tools.flatMap((tool) => list(tool, 'functionDeclarations').map(fieldsOf)).map(readTool);
  const allowed = list(calling, 'allowedFunctionNames');
  return {
    ...settings.read(config, member),
    messages: [
      ...(system.length > 0 ? [{ role: 'system', parts: system } as const] : []),
      ...readContents(list(body, 'contents'), losses),
    ],
    tools: allowed.length > 0 ? declared.filter(({ name }) => allowed.includes(name)) : declared,
    ...readChoice(text(calling, 'mode'), allowed),
    webSearch: searchAmong(serverTools, losses),
    format: readFormat(config),
    reasoning: readThinking(object(config, 'thinkingConfig')),
    // The path decides whether it is a stream, so the caller sets it.
    stream: false,
  };
}

/** Calls and results without ids are matched by name, in their order. */
function readContents(contents: readonly unknown[], losses: Losses): Message[] {
  let made = 0;
  const waiting = new Map<string, string[]>();
  return contents.map(fieldsOf).map(({ role, parts }) => {
    const read = partsOf(listOf(parts), (part): Part[] => {
      const result = object(part, 'functionResponse');
      if (result.name !== undefined || result.response !== undefined) {
        const name = stringOf(result.name);
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
  const { id, name, args } = object(part, 'functionCall');
  if (name !== undefined) {
    const input = JSON.stringify(args ?? {});
    return [...signed, { type: 'call', id: stringOf(id), name: stringOf(name), input }];
  }
  const data = object(part, 'inlineData');
  if (data.data !== undefined) {
    const mediaType = text(data, 'mimeType') ?? 'application/octet-stream';
    const source = { kind: 'data', mediaType, data: stringOf(data.data) } as const;
    return [...signed, { type: kindOf(mediaType), source, name: text(data, 'displayName') }];
  }
  const file = object(part, 'fileData');
  const url = text(file, 'fileUri');
  if (url !== undefined) {
    const mediaType = text(file, 'mimeType');
    return [...signed, { type: kindOf(mediaType ?? 'image/'), source: { kind: 'url', url, mediaType } }];
  }
  // One without anything signs what came before it.
  dropUnknown(part, ofThought, losses);
  return signed;
}

const ofThought = bothSpellings(['thought', 'thoughtSignature']);

function kindOf(mediaType: string): MediaPart['type'] {
  if (mediaType.startsWith('image/')) return 'image';
  return mediaType.startsWith('audio/') ? 'audio' : 'file';
}

function readResult(result: Fields, id: string, losses: Losses): ResultPart {
  const response = fieldsOf(result.response);
  const [only, ...others] = Object.entries(response);
  // {"output": …} and the like wrap a text; anything else is kept as it is.
  const [name = '', value] = others.length === 0 ? (only ?? []) : [];
  const wrapped = /^(output|result|error|content)$/.test(name) && typeof value === 'string';
  const said = { type: 'text', text: wrapped ? value : JSON.stringify(response) } as const;
  const media = listOf(result.parts).flatMap((part) => readPart(fieldsOf(part), losses));
  return resultOf(
    id,
    [said, ...media.filter((part) => 'source' in part)],
    name === 'error' ? true : undefined,
  );
}

const readTool = (tool: Fields): Tool => {
  const schema = member(tool, 'parametersJsonSchema') ?? jsonSchemaOf(tool.parameters);
  const [name, description] = [stringOf(tool.name), textOf(tool.description)];
  return { name, description, schema: schema === undefined ? undefined : fieldsOf(schema) };
};

const sizes = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'];

/** Google's schema is OpenAPI's: types in capitals, `nullable`, and numbers as text. */
function jsonSchemaOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchemaOf);
  const fields = fieldsOf(schema);
  if (fields !== schema) return schema;
  const { nullable, type, properties, propertyOrdering: _, ...rest } = fields;
  const name = typeof type === 'string' ? type.toLowerCase() : type;
  const mapped = (members: Fields, of: (key: string, value: unknown) => unknown) =>
    Object.fromEntries(Object.entries(members).map(([key, value]) => [key, of(key, value)]));
  return given({
    type: nullable === true && typeof name === 'string' ? [name, 'null'] : name,
    properties: properties && mapped(fieldsOf(properties), (_key, value) => jsonSchemaOf(value)),
    ...mapped(rest, (key, value) => {
      if (sizes.includes(key) && typeof value === 'string') return Number(value);
      return ['items', 'anyOf'].includes(key) ? jsonSchemaOf(value) : value;
    }),
  });
}

function readChoice(mode: string | undefined, allowed: readonly unknown[]): { toolChoice?: ToolChoice } {
  const [only] = allowed;
  if (mode === 'ANY' && allowed.length === 1) return { toolChoice: { type: 'named', name: String(only) } };
  if (mode === 'ANY') return { toolChoice: { type: 'required' } };
  if (mode === 'NONE') return { toolChoice: { type: 'none' } };
  return mode === 'AUTO' || mode === 'VALIDATED' ? { toolChoice: { type: 'auto' } } : {};
}

function readFormat(config: Fields): Format | undefined {
  const schema = member(config, 'responseJsonSchema') ?? jsonSchemaOf(member(config, 'responseSchema'));
  if (schema !== undefined) return { schema: fieldsOf(schema) };
  return text(config, 'responseMimeType') === 'application/json' ? {} : undefined;
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

export function writeRequest(request: NeutralRequest, target: Target, losses: Losses): Fields {
  const wanted = settings.write(request, losses);
  if (request.parallelCalls === false) losses.drop('parallel_tool_calls');
  const { system, rest } = splitSystem(request.messages);
  const names = callNames(rest);
  const { format, tools, reasoning, toolChoice } = request;
  return given({
    systemInstruction: system.length > 0 ? { parts: system.map((part) => ({ text: part.text })) } : undefined,
    contents: joinedByRole(rest)
      .map((message) => writeContent(message, names, target))
      .filter(({ parts }) => listOf(parts).length > 0),
    tools: filled([
      ...(tools.length > 0 ? [{ functionDeclarations: tools.map(writeTool) }] : []),
      ...(request.webSearch ? [{ googleSearch: {} }] : []),
    ]),
    toolConfig:
      toolChoice && tools.length > 0 ? { functionCallingConfig: writeChoice(toolChoice) } : undefined,
    generationConfig: filledFields({
      ...wanted,
      responseMimeType: format && 'application/json',
      responseJsonSchema: format?.schema,
      thinkingConfig: reasoning && writeThinking(reasoning, target.model),
    }),
  });
}

function writeThinking({ amount, shown }: Reasoning, model: string): Fields {
  const includeThoughts = shown ? true : undefined;
  if (amount === undefined) return given({ includeThoughts });
  if (/gemini-[3-9]/.test(model)) {
    const level =
      amount === 'off' ? 'minimal' : typeof amount === 'number' && amount <= budgetOf.low ? 'low' : amount;
    const thinkingLevel = level === 'minimal' || level === 'low' || level === 'medium' ? level : 'high';
    return given({ thinkingLevel: amount === 'dynamic' ? undefined : thinkingLevel, includeThoughts });
  }
  const most = /flash/.test(model) ? 24_576 : 32_768;
  const budgets = { ...budgetOf, off: 0, dynamic: -1, minimal: 512 };
  const wanted = typeof amount === 'number' ? amount : budgets[amount];
  return given({ thinkingBudget: Math.min(wanted, most), includeThoughts });
}

const callNames = (messages: readonly Message[]): ReadonlyMap<string, string> =>
  new Map(
    messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'call' ? [[part.id, part.name] as const] : [])),
    ),
  );

const writeTool = ({ name, description, schema, custom }: Tool): Fields =>
  given({ name, description, parametersJsonSchema: custom ? customSchema : schema });

function writeChoice(choice: ToolChoice): Fields {
  if (choice.type === 'named') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  return { mode: choice.type === 'required' ? 'ANY' : choice.type.toUpperCase() };
}

/** Google's mark for calls of other providers: newer models refuse a call without a signature. */
const noSignature = 'skip_thought_signature_validator';

function writeContent({ role, parts }: Message, names: ReadonlyMap<string, string>, target: Target): Fields {
  const written: Fields[] = [];
  let signature: string | undefined;
  let calls = 0;
  for (const part of resultsFirst(parts)) {
    // Thoughts are not sent back; their signature is attached to the part that follows.
    if (part.type === 'thinking') signature = readableBy(part.signature, target) ?? signature;
    for (const fields of writePart(part, names)) {
      const needs = part.type === 'call' && calls === 0 && /gemini-[3-9]/.test(target.model);
      if (part.type === 'call') calls += 1;
      const thoughtSignature = signature ?? (needs ? noSignature : undefined);
      written.push(given({ ...fields, thoughtSignature }));
      signature = undefined;
    }
  }
  // In the form that Google has for one without a part.
  if (signature !== undefined) written.push({ text: '', thoughtSignature: signature });
  return { role: role === 'assistant' ? 'model' : 'user', parts: written };
}

function writePart(part: Part, names: ReadonlyMap<string, string>): Fields[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'call':
      return [writeCall(part)];
    case 'result': {
      const { id, content, failed } = part;
      const said = textIn(content);
      const value = parseJson(said);
      const fields = fieldsOf(value);
      const response = failed ? { error: said } : fields === value ? fields : { output: said };
      const media = content.filter((it): it is MediaPart => it.type !== 'text');
      const result = { functionResponse: { id, name: names.get(id) ?? id, response } };
      return [result, ...media.map(writeMedia)];
    }
    case 'thinking':
      return [];
    default:
      return [writeMedia(part)];
  }
}

export const writeCall = (call: Pick<CallPart, 'id' | 'name' | 'input' | 'custom'>): Fields => ({
  functionCall: { id: call.id, name: call.name, args: inputObject(call) },
});

const mediaTypes: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ pdf: 'application/pdf', wav: 'audio/wav', mp3: 'audio/mp3', mp4: 'video/mp4' },
};

export function writeMedia({ source }: MediaPart): Fields {
  if (source.kind === 'text') return { text: source.text };
  if (source.kind === 'data') return { inlineData: { mimeType: source.mediaType, data: source.data } };
  const ending = /\.(\w+)$/.exec(source.url.replace(/[?#].*$/s, ''))?.[1]?.toLowerCase() ?? '';
  return { fileData: given({ fileUri: source.url, mimeType: source.mediaType ?? mediaTypes[ending] }) };
}
