import { randomUUID } from 'node:crypto';
import { parseJson } from '../../../base/json/parse-json.ts';
import type { ApiRoute, Protocol } from '../../../providers/upstream-entry.ts';
import { codecs } from '../codecs/index.ts';
import { fieldsOf } from '../codecs/json.ts';
import type { Losses, NeutralRequest, Part } from '../codecs/neutral.ts';
import type { ApiError } from '../request/protocol-error.ts';
import type { ApiRequest } from '../routing/api-route.ts';
import type { Candidate } from '../routing/route-table.ts';
import type { Failed, ForwardJob } from './forward-job.ts';
import { type AnswerShape, TranslatedSink } from './translated-sink.ts';

/** Routes for a conversation with a model; each can be translated into every other. */
type Conversation = keyof typeof codecs;

const protocols: Readonly<Record<Conversation, Protocol>> = {
  chat: 'openai',
  responses: 'openai',
  messages: 'anthropic',
  gemini: 'gemini',
};

/** Headers that every client of that API sends, and without which it does not answer. */
const needed: Readonly<Partial<Record<Conversation, Readonly<Record<string, string>>>>> = {
  messages: { 'anthropic-version': '2023-06-01' },
};

class Noted implements Losses {
  readonly dropped = new Set<string>();
  refused: string | undefined;
  drop(name: string): void {
    this.dropped.add(name);
  }
  refuse(sentence: string): void {
    this.refused ??= sentence;
  }
}

interface Read {
  readonly request: NeutralRequest;
  readonly losses: Noted;
}

/** A job may try several providers, so its body is read once. */
const readBefore = new WeakMap<ForwardJob, Read>();

function readJob(job: ForwardJob, route: Conversation): Read {
  const before = readBefore.get(job);
  if (before) return before;
  const { body } = job.body.send([]);
  const losses = new Noted();
  const fields = fieldsOf(body instanceof Buffer ? parseJson(body.toString('utf8')) : undefined);
  const own = codecs[route].readRequest(fields, losses);
  const request = route === 'gemini' ? { ...own, stream: job.api.tail?.startsWith(':stream') === true } : own;
  const read = { request, losses };
  readBefore.set(job, read);
  return read;
}

/** The same job for a provider that speaks another protocol, or why it cannot be translated. */
export const translate = (job: ForwardJob, candidate: Candidate, now: number): ForwardJob | Failed =>
  unlessTooDeep(() => translated(job, candidate, now));

function unlessTooDeep<T>(work: () => T): T | Failed {
  try {
    return work();
  } catch (error) {
    // Nothing else here needs that large a stack.
    if (error instanceof RangeError) return refused(tooDeep);
    throw error;
  }
}

function translated(job: ForwardJob, { target, model, by }: Candidate, now: number): ForwardJob | Failed {
  const { api, body, client } = job;
  const [from, to] = [api.route as Conversation, by as Conversation];
  if (!body.again) return refused(tooLarge);
  const { request, losses } = readJob(job, from);
  const own = new Noted();
  // ChatGPT accounts answer only in streams.
  const account = target.entry.account !== undefined;
  const stream = request.stream || (account && to === 'responses');
  const written = codecs[to].writeRequest(
    { ...request, stream },
    { model, origin: codecs[to].origin, account },
    own,
  );
  const reason = losses.refused ?? own.refused;
  if (reason !== undefined) return refused({ status: 400, type: 'invalid_request_error', message: reason });
  const bytes = Buffer.from(JSON.stringify(written));
  const asked: ApiRequest = {
    ...api,
    route: to,
    protocol: protocols[to],
    ...(to === 'gemini' && { tail: stream ? ':streamGenerateContent' : ':generateContent' }),
  };
  const sink = new TranslatedSink(job.sink, {
    api: asked,
    provider: codecs[to],
    client: codecs[from],
    protocol: api.protocol,
    shape: shapeOf(job, from, request.stream),
    asked: { request, model: job.asked, now, newId: () => `call_${randomUUID().replaceAll('-', '')}` },
    entry: job.entry,
    dropped: new Set([...losses.dropped, ...own.dropped]),
  });
  const { 'user-agent': userAgent } = client.headers;
  return {
    ...job,
    api: asked,
    sink,
    body: { members: body.members, again: true, send: () => ({ body: bytes, length: bytes.length }) },
    client: {
      ...client,
      method: 'POST',
      search: to === 'gemini' && stream ? '?alt=sse' : '',
      // Other headers of the client belong to its own protocol.
      headers: {
        'content-type': 'application/json',
        accept: stream ? 'text/event-stream' : 'application/json',
        ...(userAgent !== undefined && { 'user-agent': userAgent }),
        ...needed[to],
      },
    },
  };
}

function shapeOf({ client }: ForwardJob, from: Conversation, stream: boolean): AnswerShape {
  if (!stream) return 'whole';
  return from === 'gemini' && !/[?&]alt=sse\b/.test(client.search) ? 'array' : 'events';
}

export const tooLarge: ApiError = {
  status: 413,
  code: 'request_too_large',
  message:
    'The body of this request is larger than 8 MiB, which cannot be sent to a provider with another protocol.',
};

const tooDeep: ApiError = {
  status: 400,
  type: 'invalid_request_error',
  message: 'The JSON of this request is nested too deeply to be read for a provider with another protocol.',
};

const refused = (error: ApiError): Failed => ({ error, passing: false });

/** An answer to a request to count tokens, if no provider can be asked: an estimate that says so. */
export const estimate = (
  route: ApiRoute,
  body: Buffer,
): { readonly counted: Record<string, unknown> } | Failed => unlessTooDeep(() => estimated(route, body));

function estimated(route: ApiRoute, body: Buffer): { readonly counted: Record<string, unknown> } {
  const from = route === 'gemini' ? 'gemini' : 'messages';
  const fields = fieldsOf(parseJson(body.toString('utf8')));
  const inner = from === 'gemini' ? { ...fieldsOf(fields.generateContentRequest), ...fields } : fields;
  const tokens = estimateTokens(codecs[from].readRequest(inner, new Noted()));
  return { counted: from === 'gemini' ? { totalTokens: tokens } : { input_tokens: tokens } };
}

/** The most tokens that an image takes, at the providers that document it. */
const tokensOfImage = 1_600;
/** Letters for each token in English text and code; East Asian characters are one token each, or more. */
const lettersOfToken = 3.5;

/** A rough estimate of the input tokens of a request; no provider is asked. */
function estimateTokens({ messages, tools }: NeutralRequest): number {
  const parts = messages.flatMap((message) => message.parts);
  const text = parts.map(textOf).join('') + JSON.stringify(tools);
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/g)?.length ?? 0;
  const media = parts.filter((part) => 'source' in part).length * tokensOfImage;
  return Math.ceil((text.length - wide) / lettersOfToken) + wide + media + messages.length * 4;
}

function textOf(part: Part): string {
  if (part.type === 'call') return part.name + part.input;
  if (part.type === 'result') return part.content.map(textOf).join('');
  return 'text' in part ? part.text : '';
}
