import { describe, expect, test } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

const more = `
openai-compatibility:
  - name: openrouter
    prefix: or
    base-url: https://openrouter.example/api/v1
    api-key-entries:
      - api-key: fake-sk-or-0123456789abcdef2b2b
    models:
      - name: big/model
        alias: big
vertex-api-key:
  - api-key: fake-vertex-key-00000000000001
    base-url: https://vertex.example.com
`;

describe('cli-proxy snippet', () => {
  test('prints a client for the server of the config, without the key', async () => {
    const place = await cliWorkspace({ more });
    const run = await cli(place, ['snippet', 'team-1', '--disk']);
    expect(run.stdout).toContain(`curl '${place.url}/v1/chat/completions'`);
    expect(run.stdout).toContain('"model":"or/big"');
    expect(run.stdout + run.stderr).not.toContain(place.keys[0]?.key);
    expect(run.stderr).toContain('The key is read from the variable CLI_PROXY_API_KEY.');
  });

  test('--with-key puts it in, and the audit log has a line', async () => {
    const place = await cliWorkspace({ more });
    const run = await cli(place, ['snippet', 'team-1', '--disk', '--for', 'env', '--with-key']);
    expect(run.stdout).toContain(`\nOPENAI_API_KEY=${place.keys[0]?.key}\n`);
    expect(run.stderr).toContain('It contains the full key.');
    expect(run.stderr).not.toContain('MODEL');
    const audit = await cli(place, ['audit', '--disk']);
    expect(audit.stdout).toContain('reveal-client-key');
    expect(audit.stdout).not.toContain(place.keys[0]?.key);
  });

  test('an .env file without the key says where to put it, and asks for no model that it has', async () => {
    const place = await cliWorkspace({ more });
    const run = await cli(place, ['snippet', 'team-1', '--disk', '--for', 'env']);
    expect(run.stdout).toContain('OPENAI_MODEL=or/big');
    expect(run.stderr).toContain('Replace your_api_key_here with the key.');
    expect(run.stderr).not.toContain('Put a model in');
  });

  test('--provider goes past the server, with the provider’s own name of the model', async () => {
    const place = await cliWorkspace({ more });
    const run = await cli(place, [
      'snippet',
      '--provider',
      'openrouter',
      '--for',
      'python',
      '--disk',
      '--json',
    ]);
    expect(run.json()).toMatchObject({
      ok: true,
      client: 'python',
      model: 'big/model',
      env: 'OPENROUTER_API_KEY',
      text: expect.stringContaining('base_url="https://openrouter.example/api/v1"'),
    });
    expect(run.stdout).not.toContain('fake-sk-or');
  });

  test.each([
    [['snippet'], /Give either a client key, or a provider key/],
    [['snippet', 'team-1', '--provider', 'openrouter'], /Give either/],
    [['snippet', 'team-1', '--for', 'cobol'], /--for must be one of curl, python.*, not "cobol"/],
    [['snippet', '--provider', 'openrouter', '--with-key'], /--with-key is only for client keys/],
  ])('%j is refused with exit code 2', async (words, sentence) => {
    const place = await cliWorkspace({ more });
    const run = await cli(place, [...words, '--disk']);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(sentence);
  });

  test('a provider that is only kept has none, and says so', async () => {
    const place = await cliWorkspace({ more });
    const run = await cli(place, ['snippet', '--provider', 'vertex', '--disk']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('does not use this key');
  });
});
