import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const [one, two] = [1, 2].map((n) => `fake-amp-key-0000000000000000000000${n}`) as [string, string];
const [alpha, beta, gone] = ['alpha', 'beta', 'gone'].map(
  (name) => `fake-client-key-${name}-00000000000000001`,
) as [string, string, string];

const place = () =>
  cliWorkspace({
    keys: [
      { key: alpha, label: 'team-a' },
      { key: beta, label: 'ci' },
    ],
    more: `ampcode:
  upstream-url: https://amp.example.com
  upstream-api-keys:
    - upstream-api-key: ${one}
      api-keys:
        - ${alpha}
        - ${gone}
`,
  });

describe('cli-proxy amp', () => {
  test('show tells what each client key gets and why, and flags mappings to nowhere', async () => {
    const at = await place();
    const shown = await cli(at, ['amp', 'show'], { env: { AMP_API_KEY: two } });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/team-a +fake…0001 +fake…0001 · mapped to this key\n/);
    expect(shown.stdout).toMatch(/ci +fake…0001 +fake…0002 · AMP_API_KEY of the server/);
    expect(shown.stdout).toMatch(/fake…0001 +unknown client key: no effect\n/);
    const json = (await cli(at, ['amp', 'show', '--json'])).json();
    expect(json).toMatchObject({
      upstreamUrl: 'https://amp.example.com',
      defaultKey: null,
      clients: [
        { label: 'team-a', why: 'mapped' },
        { label: 'ci', why: 'none', upstream: null },
      ],
      absent: null,
    });
    expect(shown.stdout + JSON.stringify(json)).not.toMatch(/amp-key-0000|client-key-/);
  });

  test('map, unmap and set change the block and print no key', async () => {
    const at = await place();
    const run = async (argv: string[], options: Parameters<typeof cli>[2] = {}) => {
      const done = await cli(at, ['amp', ...argv], options);
      expect([argv.join(' '), done.code]).toEqual([argv.join(' '), 0]);
      expect(done.stdout + done.stderr).not.toMatch(/amp-key-0000/);
      return done.stderr.trim();
    };
    expect(await run(['map', 'ci', '--to', fingerprint(one)])).toBe('Mapped ci to the Amp key fake…0001.');
    expect(await run(['map', 'ci', 'team-a'], { typed: [two] })).toContain(
      'Mapped 2 client keys to the Amp key fake…0002.',
    );
    for (const start of [
      ['map', 'ci', '--to'],
      ['unmap', '--yes', '--mapping'],
    ])
      expect(await cli(at, ['amp', ...start, fingerprint(one).slice(0, 5)])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`Did you mean "${fingerprint(one)}"?`),
      });
    expect(await cli(at, ['amp', 'unmap', fingerprint(gone).slice(0, 6)])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Did you mean "${fingerprint(gone)}"?`),
    });
    const both = await cli(at, ['amp', 'unmap', 'nobody', 'team-a']);
    expect(both.code).toBe(1);
    expect(await run(['unmap', fingerprint(gone)])).toBe(
      'Removed the mapping of the client key. Also removed its unused upstream key.',
    );
    expect(await at.readConfig()).toContain(two);
    expect(await run(['unmap', '--mapping', fingerprint(two), '--yes'])).toBe(
      'Removed the mapping of fake…0002.',
    );
    expect(
      await run(['set', '--key-env', 'KEY', '--upstream-url', 'https://b.example.com'], {
        env: { KEY: one },
      }),
    ).toContain('default key to fake…0001');
    const text = await at.readConfig();
    expect(text).toContain('upstream-url: https://b.example.com');
    expect(text).toMatch(new RegExp(`upstream-api-key: "?${one}`));
    expect(text).not.toContain(two);
    expect(text).not.toContain(gone);
  });

  test('what names nothing, or nothing to do, is said', async () => {
    const at = await place();
    const codes = [];
    for (const argv of [
      ['set'],
      ['unmap'],
      ['map', 'ci'],
      ['unmap', 'nobody'],
      ['map', 'ci', '--to', 'ffff'],
      ['map', 'nobody', '--to', 'ffff'],
    ]) {
      const run = await cli(at, ['amp', ...argv]);
      codes.push(run.code);
      expect(run.stderr).toMatch(/^cli-proxy: .*\.\n$/);
    }
    expect(codes).toEqual([2, 2, 2, 1, 1, 1]);
  });
});
