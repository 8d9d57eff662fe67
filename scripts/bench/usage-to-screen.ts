import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openWorkspace } from '../../test/helpers/workspace.ts';
import { openConsole } from './measure.ts';

/** ms from the end of a client's call to its line on the usage screen, one call right after the other. */
export async function usageToScreen(times: number): Promise<number[]> {
  const provider = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ usage: { prompt_tokens: 1_100, completion_tokens: 240 } }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const { port } = provider.address() as AddressInfo;
  const place = await openWorkspace({
    more: `openai-compatibility:
  - name: fakeup
    base-url: http://127.0.0.1:${port}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: fake-model-1 }]
`,
  });
  try {
    await place.startServe();
    const console = openConsole(place, { cols: 130, rows: 40 });
    await console.terminal.waitFor('● live');
    console.terminal.press('5');
    await console.terminal.waitFor('No requests since');
    const took: number[] = [];
    for (let number = 0; number <= times; number += 1) {
      await call(place.url, place.keys[number % 2]?.key ?? '', `call-${number}.`);
      const ended = performance.now();
      await console.terminal.waitFor(`call-${number}.`);
      // The first one loads what the first request needs.
      if (number > 0) took.push(Math.max(0, console.lastOutputAt() - ended));
    }
    await console.terminal.dispose();
    return took;
  } finally {
    await place.dispose();
    provider.close();
    provider.closeAllConnections();
  }
}

async function call(url: string, key: string, title: string): Promise<void> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-title': title },
    body: JSON.stringify({ model: 'fake-model-1', messages: [] }),
  });
  await answer.text();
}
