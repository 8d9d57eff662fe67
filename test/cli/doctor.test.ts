import { execFileSync } from 'node:child_process';
import { chmod, copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../src/operations/health/index.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const secret = /fake-(client-key-\d|provider|plain|amp)|[0-9a-f]{64}/;
const young = { createdAt: new Date(Date.now() - 24 * 3600 * 1000).toISOString() };
const clean = () =>
  cliWorkspace({ keys: [{ key: 'fake-client-key-000000000000000000000001', label: 'team-1', ...young }] });

/** Every fault that files alone can show, in one config. */
async function faulty() {
  const tls = join(import.meta.dirname, '../fixtures/tls');
  const place = await cliWorkspace({ keys: 2 });
  const first = place.keys[0]?.key ?? '';
  await place.editConfig((text) =>
    text
      .replace('host: 127.0.0.1', 'host: 0.0.0.0')
      .replace('allow-remote: false', 'allow-remote: true')
      .replace(/secret-key: .*/, 'secret-key: fake-plain-secret')
      .replace(
        'debug: false\n',
        `  - ${first}
  - your-api-key-1
  - fake-short-key
  - ${'ab'.repeat(20)}
ws-auth: false
tls:
  enable: false
  cert: ${tls}/expired.pem
  key: ${tls}/expired-key.pem
claude-api-key:
  - { api-key: fake-provider-key-1, prefix: team }
  - { api-key: fake-provider-key-2, models: [{ name: a, alias: x }, { name: b, alias: x }] }
codex-api-key:
  - { api-key: fake-provider-key-3, prefix: team }
openai-compatibility:
  - name: router
    base-url: https://router.example.com/v1
    models: [{ name: team/claude-x, alias: team/claude-x }]
ampcode:
  upstream-api-keys:
    - upstream-api-key: fake-amp-key-1
      api-keys: [ ${first}, fake-client-key-000000000000000000000009 ]
    - upstream-api-key: fake-amp-key-2
      api-keys: [ ${first} ]
`,
      ),
  );
  await chmod(place.configPath, 0o644);
  await writeFile(join(place.home, '.env'), `TEAM=${first}\n`, { mode: 0o644 });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: place.home, stdio: 'ignore' });
  git('init', '-q');
  git('add', 'config.yaml');
  return place;
}

describe('doctor', () => {
  test('a server in good order: nothing is found, exit code 0, and what was not looked at is said', async () => {
    const run = await cli(await clean(), ['doctor']);
    expect(run.code).toBe(0);
    expect(run.stdout).not.toMatch(/^(error|warning|notice)/m);
    expect(run.stdout).toMatch(/^Not checked, or only partly checked:\n/);
    expect(run.stderr).toMatch(/^No problems found; \d not checked, or only partly checked\.\n$/);
  });

  test('each fault that is seeded is found, worst first, with its place and without any key', async () => {
    const place = await faulty();
    const run = await cli(place, ['doctor', '--json']);
    expect(run.code).toBe(1);
    expect(run.stdout + run.stderr).not.toMatch(secret);
    const { ok, findings } = run.json() as {
      ok: boolean;
      findings: { check: string; severity: string; where: object }[];
    };
    expect(ok).toBe(false);
    expect([...new Set(findings.map(({ check }) => check))].sort()).toEqual(
      [
        ...['sample-keys', 'plain-secret', 'version-control', 'file-modes', 'env-files', 'remote-management'],
        ...['ws-auth', 'key-length', 'guessable-keys', 'duplicate-keys', 'key-age', 'shared-prefixes'],
        ...['shadowing-prefixes', 'shadowing-aliases', 'amp-unknown-keys', 'amp-duplicates'],
      ].sort(),
    );
    const severities = findings.map(({ severity }) => severity);
    expect(severities).toEqual(
      severities.toSorted(
        (a, b) => ['error', 'warning', 'notice'].indexOf(a) - ['error', 'warning', 'notice'].indexOf(b),
      ),
    );
    const lines = (await place.readConfig()).split('\n');
    const where = findings.find(({ check }) => check === 'ws-auth')?.where;
    expect(where).toMatchObject({
      file: place.configPath,
      line: lines.indexOf('ws-auth: false') + 1,
      setting: 'ws-auth',
    });
  });

  test('a certificate that is expired, an auth-dir that is gone and an open proxy', async () => {
    const tls = join(import.meta.dirname, '../fixtures/tls');
    const place = await cliWorkspace({
      keys: [],
      more: `tls: { enable: true, cert: ${tls}/expired.pem, key: ~/key.pem }\n`,
    });
    await copyFile(join(tls, 'expired-key.pem'), join(place.home, 'key.pem'));
    await chmod(join(place.home, 'key.pem'), 0o600);
    await rm(place.authDir, { recursive: true, force: true });
    const run = await cli(place, ['doctor', '--json']);
    const found = (run.json().findings as { check: string }[]).map(({ check }) => check);
    expect(found).toEqual(['tls-certificate', 'open-proxy', 'auth-dir']);
  });

  test('a notice alone is exit code 0', async () => {
    const place = await clean();
    await place.editConfig((text) => text.replace('host: 127.0.0.1', 'host: 0.0.0.0'));
    const run = await cli(place, ['doctor']);
    expect(run.stdout).toMatch(/^notice {3}Other machines can reach this server without TLS\./);
    expect(run.code).toBe(0);
  });

  test('a config that cannot be read is a finding', async () => {
    const place = await clean();
    await writeFile(place.configPath, 'port: [\n');
    const run = await cli(place, ['doctor', '--disk']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^error .*\n {9}at .*config\.yaml line \d/);
  });
});

describe('doctor --fix', () => {
  test('with --dry-run shows the findings and their fixes, and changes nothing', async () => {
    const place = await faulty();
    const before = await place.readConfig();
    const run = await cli(place, ['doctor', '--fix', '--dry-run', '--json']);
    expect(run.code).toBe(1);
    expect(run.json()).toMatchObject({ ok: false, fixed: [] });
    expect((run.json().findings as unknown[]).length).toBeGreaterThan(5);
    const { stdout, stderr } = await cli(place, ['doctor', '--fix', '--dry-run']);
    expect(stdout).toMatch(
      /^config\.yaml:\n(.*\n)* +9 - {3}- fake…0001\n(.*\n)*\S+config\.yaml: mode 0644 → 0600$/m,
    );
    expect(stderr).toMatch(/^Dry run: \d fixes to apply\.$/m);
    expect(`${stdout}${stderr}`).not.toMatch(secret);
    expect(await place.readConfig()).toBe(before);
    expect((await stat(place.configPath)).mode & 0o777).toBe(0o644);
  });

  test('shows each change before it asks, and a no changes nothing', async () => {
    const place = await faulty();
    const before = await place.readConfig();
    const run = await cli(place, ['doctor', '--fix'], { typed: ['', 'n'] });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('Replaces secret-key with');
    expect(run.stderr).toMatch(/\S+config\.yaml: mode 0644 → 0600/);
    // It would cut off clients.
    expect(run.stderr).not.toContain('Sets ws-auth');
    expect(run.stderr).toMatch(/Apply these \d changes\? \[y\/N\]/);
    expect(run.stderr).not.toMatch(secret);
    expect(await place.readConfig()).toBe(before);
  });

  test('makes them with --yes, keeps all else byte for byte, and one line stands in the audit log', async () => {
    const place = await faulty();
    const before = await place.readConfig();
    const run = await cli(place, ['doctor', '--fix', '--yes', '--json']);
    expect(run.code).toBe(1);
    const { fixed, findings } = run.json() as {
      fixed: string[];
      findings: { check: string; fix: string | null }[];
    };
    expect(fixed.length).toBeGreaterThan(5);
    expect(findings.filter(({ fix }) => fix !== null)).toEqual([]);
    const after = await place.readConfig();
    const lines = (text: string) => text.split('\n');
    expect(lines(before).filter((line) => !lines(after).includes(line)).length).toBeLessThanOrEqual(5);
    expect((await stat(place.configPath)).mode & 0o777).toBe(0o600);
    expect((await stat(join(place.home, '.env'))).mode & 0o777).toBe(0o600);
    const audit = await readFile(join(place.authDir, '.console', 'audit.jsonl'), 'utf8');
    expect(audit.trim().split('\n')).toHaveLength(1);
    expect(audit).not.toMatch(secret);
  });

  test('nothing to put right is said', async () => {
    const run = await cli(await clean(), ['doctor', '--fix']);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/No finding has a safe fix/) });
  });
});

test('docs/doctor.md names every check (npx vitest -u writes it)', async () => {
  const rows = checks.map(
    ({ id, title, more, meets, worst, fixes }) =>
      `| \`${id}\` | ${more ? `${title}: ${more}` : title} | ${worst} | ${fixes ?? '–'} | ${meets} |`,
  );
  const page = `# Checks run by \`cli-proxy doctor\`

Generated from \`src/operations/health/checks/\`; a test keeps this page up to date. Screen 8 Health shows the same checks.

| check | looks for | worst severity | fix | requirement |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Exits with 1 if there is an error or a warning, otherwise with 0. What could not be checked, such as the files of a
server on another machine, is listed as not checked, never as good. \`--fix\` shows the changes and asks first; in the
console \`f\` applies a fix and \`u\` undoes it. No fix locks out a client that uses the server correctly, except
\`ws-auth\`, which \`--fix\` and \`F\` leave out.
`;
  await expect(page).toMatchFileSnapshot('../../docs/doctor.md');
});
