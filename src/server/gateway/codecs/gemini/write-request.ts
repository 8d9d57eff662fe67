import {
  budgetOf,
  customSchema,
  fieldsOf,
  filled,
  given,
  inputObject,
  joinedByRole,
  listOf,
  parsed,
  readableBy,
  splitSystem,
  textIn,
} from '../json.ts';
import type {
  CallPart,
  Fields,
  Losses,
  MediaPart,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  Target,
  Tool,
  ToolChoice,
} from '../neutral.ts';

export function writeRequest(request: NeutralRequest, target: Target, losses: Losses): Fields {
  for (const name of ['verbosity', 'user'] as const) if (request[name] !== undefined) losses.drop(name);
  if (request.parallelCalls === false) losses.drop('parallel_tool_calls');
  const { system, rest } = splitSystem(request.messages);
  const names = callNames(rest);
  const { format, tools } = request;
  const settings = given({
    temperature: request.temperature,
    topP: request.topP,
    topK: request.topK,
    maxOutputTokens: request.maxTokens,
    stopSequences: request.stop,
    seed: request.seed,
    presencePenalty: request.presencePenalty,
    frequencyPenalty: request.frequencyPenalty,
    responseMimeType: format && 'application/json',
    responseJsonSchema: format?.schema,
    thinkingConfig: request.reasoning && writeThinking(request.reasoning, target.model),
  });
  return given({
    systemInstruction: system.length > 0 ? { parts: system.map((part) => ({ text: part.text })) } : undefined,
    contents: joinedByRole(rest)
      .map((message) => writeContent(message, names, target, losses))
      .filter(({ parts }) => listOf(parts).length > 0),
    tools: filled([
      ...(tools.length > 0 ? [{ functionDeclarations: tools.map(writeTool) }] : []),
      ...(request.webSearch ? [{ googleSearch: {} }] : []),
    ]),
    toolConfig:
      request.toolChoice && tools.length > 0
        ? { functionCallingConfig: writeChoice(request.toolChoice) }
        : undefined,
    generationConfig: Object.keys(settings).length > 0 ? settings : undefined,
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
  const wanted =
    amount === 'off' ? 0 : amount === 'dynamic' ? -1 : typeof amount === 'number' ? amount : budgetOf[amount];
  return given({ thinkingBudget: Math.min(amount === 'minimal' ? 512 : wanted, most), includeThoughts });
}

function callNames(messages: readonly Message[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap(({ parts }) =>
    parts.filter((part): part is CallPart => part.type === 'call'),
  );
  return new Map(calls.map(({ id, name }) => [id, name]));
}

const writeTool = ({ name, description, schema, custom }: Tool): Fields =>
  given({ name, description, parametersJsonSchema: custom ? customSchema : schema });

function writeChoice(choice: ToolChoice): Fields {
  if (choice.type === 'named') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  return { mode: choice.type === 'required' ? 'ANY' : choice.type.toUpperCase() };
}

/** Google's mark for calls of other providers: newer models refuse a call without a signature. */
export const noSignature = 'skip_thought_signature_validator';

function writeContent(
  { role, parts }: Message,
  names: ReadonlyMap<string, string>,
  target: Target,
  losses: Losses,
): Fields {
  const written: Fields[] = [];
  let signature: string | undefined;
  let calls = 0;
  const results = parts.filter((part) => part.type === 'result');
  const others = parts.filter((part) => part.type !== 'result');
  for (const part of [...results, ...others]) {
    if (part.type === 'thinking') {
      // Thoughts are not sent back; their signature is attached to the part that follows.
      signature = readableBy(part.signature, target) ?? signature;
      continue;
    }
    for (const fields of writePart(part, names, losses)) {
      const needs = part.type === 'call' && calls === 0 && /gemini-[3-9]/.test(target.model);
      if (part.type === 'call') calls += 1;
      const thoughtSignature = signature ?? (needs ? noSignature : undefined);
      written.push(given({ ...fields, thoughtSignature }));
      signature = undefined;
    }
  }
  return { role: role === 'assistant' ? 'model' : 'user', parts: written };
}

function writePart(part: Part, names: ReadonlyMap<string, string>, losses: Losses): Fields[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'call':
      return [{ functionCall: { id: part.id, name: part.name, args: inputObject(part) } }];
    case 'result': {
      const said = textIn(part.content);
      const value = parsed(said);
      const fields = fieldsOf(value);
      const response = part.failed ? { error: said } : fields === value ? fields : { output: said };
      const name = names.get(part.id) ?? part.id;
      const media = part.content.filter((it): it is MediaPart => it.type !== 'text');
      return [
        { functionResponse: { id: part.id, name, response } },
        ...media.flatMap((it) => writeMedia(it, losses)),
      ];
    }
    case 'thinking':
      return [];
    default:
      return writeMedia(part, losses);
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ pdf: 'application/pdf', wav: 'audio/wav', mp3: 'audio/mp3', mp4: 'video/mp4' },
};

function writeMedia({ source }: MediaPart, losses: Losses): Fields[] {
  if (source.kind === 'text') return [{ text: source.text }];
  if (source.kind === 'data') return [{ inlineData: { mimeType: source.mediaType, data: source.data } }];
  if (source.kind === 'url') {
    const ending = /\.(\w+)(?:[?#].*)?$/.exec(source.url)?.[1]?.toLowerCase() ?? '';
    return [{ fileData: given({ fileUri: source.url, mimeType: source.mediaType ?? mediaTypes[ending] }) }];
  }
  losses.refuse('A file that is named by its id cannot be sent to this model.');
  return [];
}
