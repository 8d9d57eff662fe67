import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { cli, cliWorkspace } from './run-cli.ts';

/** In this order on one home: each leaves what the next ones show. */
const lines: readonly (readonly string[])[] = [
  ['keys', 'add', 'ci', '--expires', '90d', '--purpose', 'tests'],
  ['keys', 'limit', 'ci', '--requests-per-minute', '60', '--models', 'gpt-*'],
  ['keys', 'rotate', 'team-1'],
  ['keys', 'list'],
  ['keys', 'show', 'ci'],
  ['keys', 'label', 'team-3', 'night'],
  ['keys', 'revoke', 'night', '--yes'],
  ['providers', 'list'],
  ['providers', 'disable', 'openrouter'],
  ['sessions', 'list'],
  ['sessions', 'disable', 'dev@example.com'],
  ['sessions', 'revoke', 'dev@example.com', '--yes'],
  ['amp', 'show'],
  ['config', 'path'],
  ['config', 'set', 'debug', 'true'],
  ['config', 'history'],
  ['undo'],
  ['usage'],
  ['status'],
  ['doctor'],
  ['audit'],
  ['snippet', 'ci'],
  ['preferences'],
  ['init'],
];

const provider =
  'openai-compatibility:\n  - name: openrouter\n    base-url: https://api.example.com/v1\n    api-key-entries:\n      - api-key: fake-provider-key-0001\n';
const account = { type: 'claude', email: 'dev@example.com', access_token: 'fake-token-0001' };

/** Of each member, by its path: the types that it has here. `[]`: an item of a list. */
function shapeOf(value: unknown, path = '', into = new Map<string, Set<string>>()) {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  if (path !== '') into.set(path, (into.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const item of value) shapeOf(item, `${path}[]`, into);
  else if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value))
      shapeOf(inner, path === '' ? name : `${path}.${name}`, into);
  }
  return into;
}

const introduction = `# JSON of the commands

Generated from real answers of the commands; a test keeps this page up to date. With \`--json\` (or \`-o json\`) a command prints one
document on one line; \`-o yaml\` has the same members, and \`-o csv\` has a row for each item of the first list, with columns such as
\`limits.tokensPerDay\`. Every document has \`ok\`. Members are added over time, never renamed or removed without a note in the
changelog. \`null\` is unknown or not set; instants are ISO 8601 in UTC; durations are milliseconds where the name ends in \`Ms\`.

A failure is \`{"ok": false, "error": {"kind", "message"}}\`, with \`line\` and \`column\` of a file, and \`attemptsLeft\` or
\`lockedOutUntil\` of a sign-in. \`kind\` is \`usage\` (exit code 2), \`denied\` or \`locked-out\` (3), \`unreachable\` (4), \`conflict\` (5),
or \`failed\`, \`invalid\`, \`unsupported\` or \`cancelled\` (1). What is so already is \`{"ok": true, "changed": false}\`. A change with
\`--dry-run\` is \`{"ok": true, "dryRun": true, "config", "edits", "records", "sessions", "others"}\`.

A type beside \`null\` may be missing below where no answer had a value.
`;

test('docs/json.md has the members of every document (vitest --update=all writes the page)', async () => {
  const place = await cliWorkspace({ more: provider });
  const file = join(place.home, 'claude-dev.json');
  await writeFile(file, JSON.stringify(account));
  await cli(place, ['sessions', 'upload', file, '--disk']);
  const parts = [introduction];
  for (const line of lines) {
    const run = await cli(place, [...line, '--disk', '--json'], { io: { randomBytes } });
    const document = run.json();
    // `ok` of doctor says whether there are problems.
    if (line[0] !== 'doctor')
      expect(document, `${line.join(' ')}: ${run.stderr}`).toMatchObject({ ok: true });
    const name = line.slice(0, 2).join(' ') in commands ? line.slice(0, 2).join(' ') : (line[0] ?? '');
    const shape = shapeOf(document);
    // Where a finding is, and whether it has a fix, depends on the machine.
    shape.get('findings[].fix')?.add('string').add('null');
    const rows = [...shape].filter(([path]) => path !== 'ok' && !/\.where\b./.test(path));
    parts.push(
      `## ${name}\n`,
      `${commands[name]?.summary}: \`cli-proxy ${line.join(' ')} --json\`\n`,
      '| member | type |',
      '| --- | --- |',
      ...rows.map(([path, types]) => `| \`${path}\` | ${[...types].toSorted().join(' or ')} |`),
      '',
    );
  }
  await expect(parts.join('\n')).toMatchFileSnapshot('../../docs/json.md');
});
