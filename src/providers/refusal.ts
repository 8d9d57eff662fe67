import type { Secret } from '../base/secret.ts';
import { stripControl } from '../base/terminal-text.ts';
import { fieldsOf } from './token-counts.ts';

/** What a refusal of a provider says, whatever shape it says it in. */
export interface Refusal {
  readonly status: number;
  /** In its own words, safe for a terminal; empty: it gives none. */
  readonly message: string;
  /** Its own word for the cause, where it has one: `insufficient_quota`. */
  readonly code?: string | undefined;
}

/** `key`: missing, wrong, expired or deleted; `request`: nothing is said of the key. */
export type RefusalCause = 'key' | 'credits' | 'forbidden' | 'not-found' | 'rate-limit' | 'down' | 'request';

export interface Explained {
  readonly cause: RefusalCause;
  /** Cause and remedy, without a stop at its end. */
  readonly text: string;
}

/** An answer as text of which something is to be told. A key that it repeats is masked. */
export function readAnswer(body: string, key: Secret | undefined): { json: unknown; text: string } {
  const plain = key?.reveal();
  const text = plain && plain.length >= 8 ? body.replaceAll(plain, key?.mask ?? '') : body;
  try {
    return { json: JSON.parse(text), text };
  } catch {
    // A page for people: its words without its marks.
    const words = text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
    return { json: undefined, text: words.replace(/\s+/g, ' ').slice(0, 200) };
  }
}

/** @param longest of the message, in characters */
export function refusalOf(
  status: number,
  { json, text }: { json: unknown; text: string },
  longest = 600,
): Refusal {
  const own = messageIn(json) ?? (json === undefined ? text : '');
  return { status, message: stripControl(own).trim().slice(0, longest), code: codeIn(json) };
}

/** The places where OpenAI, Anthropic, Google, Cline and cloro put it. */
function messageIn(json: unknown): string | undefined {
  const top = fieldsOf(Array.isArray(json) ? json[0] : json);
  if (!top) return undefined;
  const error = fieldsOf(top.error);
  const found = error ? error.message : (top.error ?? top.message ?? top.detail);
  return typeof found === 'string' ? found : undefined;
}

function codeIn(json: unknown): string | undefined {
  const top = fieldsOf(Array.isArray(json) ? json[0] : json);
  const error = fieldsOf(top?.error) ?? top;
  const found = [error?.code, error?.status, error?.type].find((word) => typeof word === 'string');
  return found as string | undefined;
}
