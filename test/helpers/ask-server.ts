import { request } from 'node:http';

/** Status of one GET, 0 when nobody answers. A connection of its own, so that none lingers. */
export function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    request(url, { agent: false, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', () => resolve(0))
      .end();
  });
}

/** What a client with this key hears from `GET /v1/models` (A1): 200 let in, 401 refused. */
export function askWithKey(url: string, key: string): Promise<number> {
  return statusOf(`${url}/v1/models`, { authorization: `Bearer ${key}` });
}

/** A request to a provider with this key, which none of them takes: 400 let in, 401 refused. It counts as a request. */
export async function requestWithKey(url: string, key: string): Promise<number> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'no-such-model', messages: [] }),
  });
  await answer.text();
  return answer.status;
}
