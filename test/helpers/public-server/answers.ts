import type { Answer, Call, ServerKind } from './types.ts';

export const ok: Answer = { status: 200, body: { status: 'ok' } };
export const invalidBody: Answer = { status: 400, body: { error: 'invalid body' } };

export function json(body: unknown, status = 200): Answer {
  return { status, body };
}

export function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

/** v6 keeps the router's own words for what it does not know; v7 sends nothing. */
export function notFound(kind: ServerKind): Answer {
  return kind === 'v6' ? { status: 404, text: '404 page not found', type: 'text/plain' } : { status: 404 };
}

/** The JSON of a body, or undefined when it is none. */
export function bodyOf(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object of a body; undefined for everything else. */
export function fieldsOf(call: Call): Fields | undefined {
  const body = bodyOf(call);
  return isFields(body) ? body : undefined;
}

/** `[…]` or a not empty `{"items":[…]}`, the two forms of a whole list. */
export function listOf(call: Call): unknown[] | undefined {
  const body = bodyOf(call);
  if (Array.isArray(body)) return body;
  const items = isFields(body) ? body.items : undefined;
  return Array.isArray(items) && items.length > 0 ? items : undefined;
}

/** A whole number out of a query, as Go's Atoi takes it. */
export function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}
