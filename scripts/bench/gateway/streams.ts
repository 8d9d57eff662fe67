import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { residentMemory } from '../process-figures.ts';
import type { Started } from './start-process.ts';

const sampleMs = 250;

/** The most memory (MiB) that the server holds while so many streams run at once, to their ends. */
export async function measureStreams({ url, pid }: Started, key: string, count: number): Promise<number> {
  const pool = new Pool(url, { connections: count });
  let running = count;
  let together = 0;
  const streams = Array.from({ length: count }, async () => {
    const { statusCode, body } = await pool.request({
      path: '/v1/chat/completions',
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'fake-model', stream: true, messages: [] }),
    });
    together += 1;
    let text = '';
    for await (const chunk of body) text += chunk;
    running -= 1;
    if (statusCode !== 200 || !text.endsWith('data: [DONE]\n\n')) throw new Error('a stream was cut off');
  });
  let most = 0;
  const sampling = (async () => {
    for (; running > 0; await pause(sampleMs)) most = Math.max(most, (await residentMemory(pid)) ?? 0);
  })();
  await Promise.all([...streams, sampling]);
  await pool.close();
  if (together !== count) throw new Error(`only ${together} streams began`);
  return most;
}
