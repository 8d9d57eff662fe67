import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

const limit = ['keys', 'limit', 'team-1'];

describe('keys limit', () => {
  test('sets limits in the words people use, and says that files alone hold nobody to them', async () => {
    const place = await cliWorkspace();
    const options = ['--requests-per-minute', '60', '--tokens-per-day', '2M', '--models', 'claude-*,gpt-5*'];
    const run = await cli(place, [...limit, ...options]);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain(
      'team-1 may use 60 requests a minute, 2M tokens a day and only claude-*, gpt-5*. Only the embedded server',
    );
    const audit = await readFile(join(place.authDir, '.console', 'audit.jsonl'), 'utf8');
    expect(JSON.parse(audit)).toMatchObject({ operation: 'limit-client-keys' });
  });

  test('--json tells all four, none takes one away, and what is left out stays', async () => {
    const place = await cliWorkspace();
    await cli(place, [...limit, '--tokens-per-month', '20M', '--models', 'a-*']);
    const run = await cli(place, [...limit, '--models', 'none', '--requests-per-minute', '5', '--json']);
    expect(run.json()).toMatchObject({
      ok: true,
      limits: { requestsPerMinute: 5, tokensPerDay: null, tokensPerMonth: 20_000_000, models: null },
      enforced: false,
    });
  });

  test('show and list tell them', async () => {
    const place = await cliWorkspace();
    await cli(place, [...limit, '--requests-per-minute', '60']);
    const shown = await cli(place, ['keys', 'show', 'team-1']);
    expect(shown.stdout).toMatch(/^requests per minute +60 · not enforced by this server$/m);
    expect((await cli(place, ['keys', 'show', 'team-2'])).stdout).toMatch(/^limits +none$/m);
    const listed = (await cli(place, ['keys', 'list', '--json'])).json();
    expect(listed).toMatchObject({
      limitsEnforced: false,
      keys: [{ limits: { requestsPerMinute: 60 }, used: { requestsPerMinute: null } }, {}, {}],
    });
  });

  test.each([
    [[], 'Nothing to change'],
    [['--tokens-per-day', 'lots'], '--tokens-per-day: lots is not a number of tokens per day'],
    [['--requests-per-minute', '0'], '0 is not a number'],
  ])('%o is a mistake of the command line', async (options, why) => {
    const place = await cliWorkspace();
    const run = await cli(place, [...limit, ...options]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(why);
  });
});
