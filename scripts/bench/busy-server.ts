import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openWorkspace, type Workspace } from '../../test/helpers/workspace.ts';

export interface BusyServer {
  readonly place: Workspace;
  dispose(): Promise<void>;
}

/** Between two requests. */
const pauseMs = 10;

/** An embedded server with that many keys and sessions, to which clients send 100 requests a second. */
export async function openBusyServer(request: { keys: number; sessions: number }): Promise<BusyServer> {
  const provider = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ usage: { prompt_tokens: 1_100, completion_tokens: 240 } }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const { port } = provider.address() as AddressInfo;
  const place = await openWorkspace({
    keys: request.keys,
    more: `openai-compatibility:
  - name: fakeup
    base-url: http://127.0.0.1:${port}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: fake-model-1 }]
`,
  });
  for (let number = 1; number <= request.sessions; number += 1) await writeSession(place.authDir, number);
  await place.startServe();
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    // One that is lost is none of this measurement.
    void call(place.url, place.keys[sent % place.keys.length]?.key ?? '').catch(() => {});
  }, pauseMs);
  return {
    place,
    async dispose() {
      clearInterval(timer);
      await place.dispose();
      provider.close();
      provider.closeAllConnections();
    },
  };
}

async function writeSession(authDir: string, number: number): Promise<void> {
  const email = `person-${number}@example.test`;
  const session = {
    type: 'codex',
    email,
    access_token: `fake-access-${number}`,
    expired: '2099-01-01T00:00:00Z',
  };
  await writeFile(join(authDir, `codex-${email}.json`), JSON.stringify(session), { mode: 0o600 });
}

async function call(url: string, key: string): Promise<void> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'fake-model-1', messages: [] }),
  });
  await answer.text();
}
