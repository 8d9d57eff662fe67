import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { runGateway } from '../gateway-world.ts';
import { bothKeys, eachSdk } from '../sdk-clients.ts';

describe.each(eachSdk)('%s, after the first byte of an answer', (_, client) => {
  test.each([
    ['a stream', 'text/event-stream', undefined],
    // More of it than is kept back until it is known to be an answer.
    ['a body', 'application/json', '100000'],
  ])('throws when %s breaks off, and no other key is asked', async (_, type, length) => {
    const upstream = await fakeUpstream(({ response, json, turn }) => {
      if (turn > 0) return json(200, client.answer);
      response.writeHead(200, { 'content-type': type, ...(length && { 'content-length': length }) });
      response.write(length ? `{${' '.repeat(70_000)}` : client.events[0], () => response.destroy());
    });
    const world = await runGateway(client.config(upstream.url, bothKeys));
    const texts: string[] = [];
    const failed = await (async () => {
      if (length) texts.push(await client.ask(world.url));
      else for await (const text of client.stream(world.url)) texts.push(text);
    })().catch((thrown) => thrown);
    expect(failed).toBeInstanceOf(Error);
    expect(texts).toEqual(length ? [] : ['Hel']);
    const record = await world.onlyRecord();
    expect(record).toMatchObject({ status: 502, failed: true, attempts: 1, account: 'fake…0001' });
    expect(record.error).toBe(`${client.provider} closed the connection before its answer was complete`);
    expect(record).not.toHaveProperty('tries');
    expect(upstream.seen).toHaveLength(1);
  });
});
