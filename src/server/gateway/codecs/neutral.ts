import type { ReportedUsage } from '../../../providers/upstream-entry.ts';
import type { ApiError } from '../request/protocol-error.ts';

/**
 * Requests and answers in a neutral form. A codec reads its own protocol into this form and writes it from this form;
 * pure, over parsed JSON. Used only if client and provider speak different protocols.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The provider whose servers can read a signature of thinking; others cannot. */
export type Origin = 'openai' | 'anthropic' | 'gemini';

export interface Signature {
  readonly origin: Origin;
  readonly value: string;
}

export interface Citation {
  readonly url: string;
  readonly title?: string | undefined;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly citations?: readonly Citation[] | undefined;
}

/** `data` is base64; `text` is a document given as plain text. */
export type MediaSource =
  | { readonly kind: 'data'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mediaType?: string | undefined }
  | { readonly kind: 'text'; readonly text: string };

export interface MediaPart {
  readonly type: 'image' | 'audio' | 'file';
  readonly source: MediaSource;
  readonly name?: string | undefined;
  /** OpenAI's low, high or auto. */
  readonly detail?: string | undefined;
}

export interface ThinkingPart {
  readonly type: 'thinking';
  readonly text: string;
  readonly signature?: Signature | undefined;
  /** Anthropic's encrypted thinking, which has no text. */
  readonly redacted?: string | undefined;
}

/** `input` is JSON text, or for a custom tool the text itself. A signature of a call is in the thinking before it. */
export interface CallPart {
  readonly type: 'call';
  readonly id: string;
  readonly name: string;
  readonly input: string;
  readonly custom?: boolean | undefined;
}

export interface ResultPart {
  readonly type: 'result';
  readonly id: string;
  readonly content: readonly (TextPart | MediaPart)[];
  readonly failed?: boolean | undefined;
}

interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

export type Part = TextPart | MediaPart | ThinkingPart | CallPart | ResultPart | RefusalPart;

/** Tool results are parts of a user message. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export interface Tool {
  /** The name for providers: a tool of a namespace has the namespace before its name. */
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the input; undefined if it takes none. */
  readonly schema?: Fields | undefined;
  readonly strict?: boolean | undefined;
  /** Takes free text; translated to a tool with the single string `input`. */
  readonly custom?: boolean | undefined;
  /** Responses: its namespace, and its name there. */
  readonly inNamespace?: { readonly namespace: string; readonly name: string } | undefined;
}

export type ToolChoice =
  | { readonly type: 'auto' | 'none' | 'required' }
  | { readonly type: 'named'; readonly name: string };

export type Effort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** How much to think: `off`, a level, tokens, or decided by the model (`dynamic`). */
export interface Reasoning {
  readonly amount?: 'off' | 'dynamic' | Effort | number | undefined;
  /** The client requested to see it. */
  readonly shown: boolean;
}

export interface Format {
  /** undefined: any JSON object. */
  readonly schema?: Fields | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly strict?: boolean | undefined;
}

export interface NeutralRequest {
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolChoice?: ToolChoice | undefined;
  /** false: one call at a time. */
  readonly parallelCalls?: boolean | undefined;
  readonly webSearch?: boolean | undefined;
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly seed?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly format?: Format | undefined;
  readonly reasoning?: Reasoning | undefined;
  readonly verbosity?: string | undefined;
  readonly user?: string | undefined;
  readonly stream: boolean;
  /** Chat: a last chunk with the usage was requested. */
  readonly usageInStream?: boolean | undefined;
}

/** Why an answer ended. `filter`: the provider withheld it; `pause`: the client may continue it. */
export type StopReason = 'end' | 'length' | 'calls' | 'stop-sequence' | 'filter' | 'refusal' | 'pause';

/** Tokens. `input` includes tokens read from or written to a cache, `output` the reasoning. */
export type TokenUsage = Pick<ReportedUsage, 'input' | 'cached' | 'output' | 'reasoning'>;

export interface NeutralAnswer {
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly parts: readonly Part[];
  readonly stop: StopReason;
  readonly stopSequence?: string | undefined;
  readonly usage: TokenUsage;
}

/** Blocks are opened one after the other, each with its own number; several may be open at once. */
export type Prose = 'text' | 'thinking' | 'refusal';

export type StreamEvent =
  | { readonly type: 'start'; readonly id?: string | undefined; readonly model?: string | undefined }
  | { readonly type: 'open'; readonly block: number; readonly part: Prose }
  | {
      readonly type: 'open';
      readonly block: number;
      readonly part: 'call';
      readonly id: string;
      readonly name: string;
    }
  | { readonly type: 'text'; readonly block: number; readonly text: string }
  | { readonly type: 'signature'; readonly block: number; readonly signature: Signature }
  | { readonly type: 'citation'; readonly block: number; readonly citation: Citation }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | { readonly type: 'image'; readonly part: MediaPart }
  | { readonly type: 'close'; readonly block: number }
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  | { readonly type: 'stop'; readonly reason: StopReason; readonly sequence?: string | undefined }
  | { readonly type: 'error'; readonly error: ApiError };

/** One event of a stream: `data` is parsed JSON, or text such as `[DONE]`. */
export interface Frame {
  readonly event?: string | undefined;
  readonly data: unknown;
}

/** Reports what a request, or the answer to it, loses in its translation. */
export interface Losses {
  /** The loss does not change the meaning: the answer names it in a header. */
  drop(name: string): void;
  /** The loss would change the meaning: the client gets 400 with this sentence. */
  refuse(sentence: string): void;
}

/** The target of a request. */
export interface Target {
  /** The provider's name for the model. */
  readonly model: string;
  readonly origin: Origin;
  /** An OAuth account, whose API takes no sampling settings and limits. */
  readonly account?: boolean | undefined;
}

/** What a writer of answers knows about the client's request. */
export interface Asked {
  readonly request: NeutralRequest;
  /** The client's name for the model. */
  readonly model: string;
  /** ms since the epoch. */
  readonly now: number;
  /** A new id, unique in this conversation. */
  readonly newId: () => string;
  readonly losses: Losses;
}

/** What a reader needs: ids for calls that the provider gave none. */
export type Reading = Pick<Asked, 'newId' | 'losses'>;

export type StreamReader = (frame: Frame) => readonly StreamEvent[];

export interface StreamWriter {
  write(event: StreamEvent): readonly Frame[];
  /** What follows the last event of a successful stream. */
  end(): readonly Frame[];
}

export interface Codec {
  readonly origin: Origin;
  readRequest(body: Fields, losses: Losses): NeutralRequest;
  writeRequest(request: NeutralRequest, target: Target, losses: Losses): Fields;
  /** The data of a stream that has a whole answer. */
  streamOf(answer: Fields): readonly unknown[];
  readStream(asked: Reading): StreamReader;
  writeAnswer(answer: NeutralAnswer, asked: Asked): Fields;
  writeStream(asked: Asked): StreamWriter;
}
