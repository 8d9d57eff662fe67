import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { noPostgres, startPostgres } from '../helpers/postgres.ts';
import { localPassword, type Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

/** Answers by the model that is asked for, and counts for itself. */
async function countingUpstream() {
  const counts = { plain: 0, streamed: 0, refused: 0, input: 0, output: 0 };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { model } = JSON.parse(text) as { model: 'plain' | 'streamed' | 'refused' };
    counts[model] += 1;
    if (model === 'refused') {
      response.writeHead(400, { 'content-type': 'application/json' });
      return response.end(
        '{"error":{"message":"This request is not possible.","type":"invalid_request_error"}}',
      );
    }
    const usage = { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 };
    counts.input += usage.prompt_tokens;
    counts.output += usage.completion_tokens;
    const stream = model === 'streamed';
    response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
    response.end(
      stream
        ? `data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`
        : JSON.stringify({ usage }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { counts, port: (server.address() as AddressInfo).port };
}

const models = ['plain', 'plain', 'streamed', 'plain', 'refused', 'plain', 'streamed'] as const;

test.runIf(noPostgres === undefined)(
  'two servers share a database that stops for a while: the figures are what the provider counted',
  async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.remove());
    const { counts, port } = await countingUpstream();
    const open = async (name: string) => {
      const place = await cliWorkspace({
        keys: 1,
        more: `usage-database: ${postgres.url}
usage-server: ${name}
openai-compatibility:
  - name: fakeup
    base-url: http://127.0.0.1:${port}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: plain }, { name: streamed }, { name: refused }]
`,
      });
      return { place, server: await place.startServe() };
    };
    const [one, two] = await Promise.all([open('one'), open('two')]);
    const send = async ({ url, keys }: Workspace, count: number) => {
      const call = async (_: unknown, number: number) => {
        const model = models[number % models.length];
        const answer = await fetch(`${url}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${keys[0]?.key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ model, messages: [], stream: model === 'streamed' }),
        });
        await answer.text();
        expect(answer.status).toBe(model === 'refused' ? 400 : 200);
      };
      for (let sent = 0; sent < count; sent += 50) await Promise.all(Array.from({ length: 50 }, call));
    };
    const both = (first: number, second: number) =>
      Promise.all([send(one.place, first), send(two.place, second)]);
    const figures = async (...words: string[]) => {
      const shown = await cli(one.place, ['usage', '--json', ...words], {
        env: { CLI_PROXY_PASSWORD: localPassword },
      });
      return shown.json() as { totals: { requests: number }; servers: string[]; groups: object[] };
    };
    const stored = async () => (await figures()).totals.requests;

    await both(300, 200);
    await expect.poll(stored).toBe(500);
    await postgres.kill();
    await both(350, 350);
    // One that is stopped in that time leaves what waits to its next start.
    await two.server.stop();
    await two.place.startServe();
    await both(200, 200);
    await postgres.start();
    await both(200, 200);
    await expect.poll(stored).toBe(2_000);

    expect(await figures('--by', 'model')).toMatchObject({
      totals: {
        requests: 2_000,
        failed: counts.refused,
        tokens: { input: counts.input, output: counts.output },
        tokensKnown: counts.plain + counts.streamed,
      },
      groups: [
        { value: 'plain', requests: counts.plain },
        { value: 'streamed', requests: counts.streamed },
        { value: 'refused', requests: counts.refused, failed: counts.refused },
      ],
      servers: ['one', 'two'],
    });
    expect((await figures('--server', 'two')).totals.requests).toBe(950);
    // A console without a server reads the same database.
    const onDisk = await cli(two.place, ['usage', '--disk', '--by', 'server']);
    expect(onDisk.stdout).toMatch(/^one +1050 [\s\S]*^two +950 [\s\S]*^servers: one, two$/m);
    expect(onDisk.stdout + onDisk.stderr).not.toContain('fake-password');
  },
  120_000,
);
