import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** One exchange of a recording of the public server. */
interface Exchange {
  readonly name: string;
  readonly request: { method: string; path: string; headers: Record<string, string>; body: unknown };
  readonly response: { status: number; body: unknown };
}

/** Sends a whole recording in its order and expects every status and body to be equal. */
export async function replay(name: string, url: string): Promise<number> {
  const file = new URL(`../../fixtures/contract/v7/${name}.json`, import.meta.url);
  const exchanges: Exchange[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name: what, request, response } of exchanges) {
    const { method, path, headers, body } = request;
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body === null || body === undefined ? {} : { body: wire(body) }),
    });
    const text = await answer.text();
    expect({ what, status: answer.status, body: text === '' ? null : JSON.parse(text) }).toEqual({
      what,
      status: response.status,
      body: response.body,
    });
  }
  return exchanges.length;
}

/** Recorded bodies are JSON values, or text where the wire carried no JSON. */
function wire(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
