import { describe, expect, onTestFinished, test } from 'vitest';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';
import { type CliOptions, cli, cliWorkspace } from './run-cli.ts';

const alpha = 'fake-client-key-alpha-0000000000000001';

/** A public server with one request in its usage, and commands on another machine. */
async function used(kind: 'v7' | 'v6') {
  const place = await cliWorkspace();
  const server = await startPublicServer({ kind, clientKeys: [alpha] });
  onTestFinished(() => server.close());
  server.traffic({ clientKey: alpha });
  const env = { CLI_PROXY_PASSWORD: server.secret, XDG_STATE_HOME: `${place.home}/state` };
  const run = (...argv: string[]) => cli(place, [...argv, '--url', server.url], { env } satisfies CliOptions);
  const askedForUsage = () => server.requests.filter(({ path }) => path.includes('usage'));
  return { place, server, run, askedForUsage };
}

describe('usage on a public server that nobody allowed to read (v7)', () => {
  test('is said not to be recorded, with the reason and the way, and nothing is taken', async () => {
    const { server, run, askedForUsage } = await used('v7');
    const told = await run('usage');
    expect(told).toMatchObject({ code: 1, stdout: 'No requests are recorded here.\n' });
    expect(told.stderr).toContain('only one reader gets its usage');
    expect(told.stderr).toContain('--usage-feed queue');
    const json = (await run('usage', '--json')).json();
    expect(json).toMatchObject({ recording: false, reason: expect.stringContaining('one reader') });
    expect(askedForUsage()).toEqual([]);
    expect(server.recordsTaken).toBe(0);
  });

  test('--follow ends at once instead of waiting for ever', async () => {
    const { run } = await used('v7');
    const told = await run('usage', '--follow');
    expect(told).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--usage-feed') });
  });

  test('--usage-feed queue takes what is there, and what was taken is shown later', async () => {
    const { server, run } = await used('v7');
    const taken = await run('usage', '--usage-feed', 'queue', '--json');
    expect(taken.json()).toMatchObject({ recording: true, totals: { requests: 1 } });
    expect(server.recordsTaken).toBe(1);
    const later = await run('usage');
    expect(later).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 request/m) });
    expect(later.stderr).toContain('not recorded here');
    expect((await run('usage', '--usage-feed', 'now')).stderr).toContain('--usage-feed must be one of auto');
  });

  test('without its secret the files beside it are no answer for it', async () => {
    const { place, server } = await used('v7');
    const env = { CLI_PROXY_CONFIG: server.configPath };
    const run = await cli(place, ['usage', '--json'], { env });
    expect(run.code).toBe(1);
    expect(run.json()).toMatchObject({
      recording: false,
      reason: expect.stringContaining('CLI_PROXY_PASSWORD'),
    });
  });
});

describe('usage on v6, which keeps it', () => {
  test('is read without taking it from anyone; the status is not reported', async () => {
    const { server, run } = await used('v6');
    expect((await run('usage', '--json')).json()).toMatchObject({ recording: true, totals: { requests: 1 } });
    expect(server.recordsTaken).toBe(0);
    const requests = await run('usage', '--requests', '5');
    expect(requests.stdout).toMatch(/ ok /);
    expect(requests.stdout).not.toContain('200');
    expect((await run('usage', '--by', 'status')).stdout).toMatch(/^not reported +1 /m);
    expect((await run('usage', '--usage-feed', 'off', '--json')).json()).toMatchObject({ recording: false });
  });
});
