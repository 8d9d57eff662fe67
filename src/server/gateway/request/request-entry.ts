import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { stripControl } from '../../../base/text/terminal-text.ts';
import type { UsageRecord, UsageTry } from '../../../contract/usage-record.ts';
import type { ReportedUsage } from '../../../providers/upstream-entry.ts';
import { unknownAddress } from '../../http/peer-address.ts';
import type { Candidate } from '../routing/route-table.ts';

/** Collects the usage record of one request; `finish` writes it once. */
export class RequestEntry {
  readonly at: number;
  alias: string | undefined;
  attempts = 0;
  tokens: ReportedUsage | undefined;
  /** What a translation left out of request and answer, by name. */
  dropped: string | undefined;
  /** Set once it is finished. */
  record: UsageRecord | undefined;
  readonly #endpoint: string;
  readonly #clientKey: string | undefined;
  readonly #address: string;
  readonly #headers: IncomingHttpHeaders;
  readonly #now: () => number;
  readonly #write: (record: UsageRecord) => void;
  #candidate: Candidate | undefined;
  #triedAt = 0;
  #tries: UsageTry[] | undefined;
  #coolingMs: number | undefined;
  #firstByteAt: number | undefined;

  constructor(
    about: { endpoint: string; clientKey: string | undefined; address: string; headers: IncomingHttpHeaders },
    now: () => number,
    record: (record: UsageRecord) => void,
  ) {
    this.#endpoint = about.endpoint;
    this.#clientKey = about.clientKey;
    this.#address = about.address;
    this.#headers = about.headers;
    this.#now = now;
    this.#write = record;
    this.at = now();
  }

  get finished(): boolean {
    return this.record !== undefined;
  }

  tried(candidate: Candidate): void {
    this.#candidate = candidate;
    this.#triedAt = this.#now();
    this.attempts += 1;
  }

  /** ms since the current attempt was begun. */
  get triedForMs(): number {
    return this.#now() - this.#triedAt;
  }

  /** The current attempt failed; another may follow. */
  gaveUp(status: number, error: string): void {
    const { entry, account } = this.#candidate?.target ?? {};
    if (!entry) return;
    this.#tries ??= [];
    this.#tries.push({
      provider: entry.name,
      ...(account !== undefined && { account }),
      status,
      error,
      ms: Math.max(0, this.#now() - this.#triedAt),
    });
  }

  /** No attempt is made: the first of the credentials is cooling down for this long, ms. */
  cooling(ms: number): void {
    this.#coolingMs = ms;
  }

  firstByte(): void {
    this.#firstByteAt ??= this.#now();
  }

  /** @param status of the answer to the client; 499: it disconnected. @param error one sentence without secrets */
  finish(status: number, error?: string): void {
    if (this.record) return;
    const { target, model } = this.#candidate ?? {};
    const record: UsageRecord = {
      id: nextRecordId(),
      at: this.at,
      latencyMs: Math.max(0, this.#now() - this.at),
      endpoint: this.#endpoint,
      status,
      failed: status >= 400 || error !== undefined,
      attempts: this.attempts,
    };
    if (this.#firstByteAt !== undefined) record.firstByteMs = Math.max(0, this.#firstByteAt - this.at);
    if (this.#clientKey !== undefined) record.clientKey = this.#clientKey;
    if (target) record.provider = target.entry.name;
    if (target?.account !== undefined) record.account = target.account;
    // No provider was tried, so only the requested name is known.
    const named = model || this.alias;
    if (named) record.model = named;
    if (this.alias) record.alias = this.alias;
    if (error !== undefined) record.error = error;
    // The last one is the record itself.
    const tries = this.#tries?.slice(0, Math.max(0, this.attempts - 1));
    if (tries && tries.length > 0) record.tries = tries;
    if (this.#coolingMs !== undefined) record.restingMs = this.#coolingMs;
    if (this.tokens?.cost === undefined) {
      if (this.tokens) record.tokens = this.tokens;
    } else {
      const { cost, ...tokens } = this.tokens;
      record.cost = cost;
      record.tokens = tokens;
    }
    const { 'x-title': title, 'http-referer': referer, 'x-task-id': task } = this.#headers;
    const from = referer ?? this.#headers.referer;
    if (from !== undefined) record.referer = short(withoutQuery(from));
    if (task !== undefined) record.task = short(task);
    const agent = this.#headers['user-agent'];
    if (agent !== undefined) record.userAgent = short(agent);
    const application = title !== undefined ? short(title) : applicationOf(record.userAgent);
    if (application) record.application = application;
    if (this.#address !== unknownAddress) record.address = this.#address;
    this.record = record;
    this.#write(record);
  }
}

/** The query may contain a token of the page. */
const withoutQuery = (value: string | string[]): string => String(value).replace(/[?#].*$/s, '');

const plainText = /^[\x20-\x7e]*$/;

/** Clients send UTF-8, Node reads bytes; most texts are ASCII and stay as they are. */
function short(value: string | string[]): string {
  const text = typeof value === 'string' ? value : value.join(', ');
  if (text.length <= 200 && plainText.test(text)) return text;
  return stripControl(Buffer.from(text, 'latin1').toString('utf8')).slice(0, 200);
}

const run = `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
let last = 0;

/**
 * Unique without coordination: the run of this process, and a number. In the order of the requests, as an index that
 * grows only at its end is faster to write.
 */
function nextRecordId(): string {
  last += 1;
  return `${run}-${last.toString(36).padStart(8, '0')}`;
}

/** Common names of programs whose User-Agent uses another name; in lower case. */
const names = new Map([
  ['claude-cli', 'Claude Code'],
  ['claude-code', 'Claude Code'],
  ['codex_cli_rs', 'Codex CLI'],
  ['codex-cli', 'Codex CLI'],
  ['codex-tui', 'Codex CLI'],
  ['codex_exec', 'Codex CLI'],
  ['codex_vscode', 'Codex for VS Code'],
  ['geminicli', 'Gemini CLI'],
  ['gemini-cli', 'Gemini CLI'],
  ['qwencode', 'Qwen Code'],
  ['roocode', 'Roo Code'],
  ['kilo-code', 'Kilo Code'],
  ['openai', 'OpenAI SDK'],
  ['asyncopenai', 'OpenAI SDK'],
  ['azureopenai', 'OpenAI SDK'],
  ['asyncazureopenai', 'OpenAI SDK'],
  ['anthropic', 'Anthropic SDK'],
  ['asyncanthropic', 'Anthropic SDK'],
  ['google-genai-sdk', 'Google GenAI SDK'],
  ['mozilla', 'a browser'],
]);

const longestName = 60;

/** The program behind a User-Agent: the first product that it names (RFC 9110, 10.1.5); undefined if it names none. */
export function applicationOf(userAgent: string | undefined): string | undefined {
  const product = /^[^\s/()<>@,;:"[\]?={}]+/.exec(userAgent ?? '')?.[0];
  return product === undefined
    ? undefined
    : (names.get(product.toLowerCase()) ?? product.slice(0, longestName));
}
