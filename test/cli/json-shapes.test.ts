import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { answers } from '../../src/contract/answers/index.ts';
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

const introduction = `# JSON of the commands

Generated from \`src/contract/answers\`; tests check every answer of a command against it. With \`--json\` (or \`-o json\`) a command prints
one document on one line; \`-o yaml\` has the same members, and \`-o csv\` has a row for each item of the first list, with columns such as
\`limits.tokensPerDay\`. Every document has \`ok\`. Members are added over time, never renamed or removed without a note in the
changelog. \`null\` is unknown or not set; instants are ISO 8601 in UTC; durations are milliseconds where the name ends in \`Ms\`.

A failure is \`{"ok": false, "error": {"kind", "message"}}\`, with \`line\` and \`column\` of a file, and \`attemptsLeft\` or
\`lockedOutUntil\` of a sign-in. \`kind\` is \`usage\` (exit code 2), \`denied\` or \`locked-out\` (3), \`unreachable\` (4), \`conflict\` (5),
or \`failed\`, \`invalid\`, \`unsupported\` or \`cancelled\` (1). What is so already is \`{"ok": true, "changed": false}\`. A change with
\`--dry-run\` is \`{"ok": true, "dryRun": true, "config", "edits", "records", "sessions", "others"}\`.

Types: an \`instant\` is such a text, a \`fingerprint\` 16 hex digits; \`?\` behind a name: absent if there is nothing to say. Where the members
depend on the options or on how many things are named, the alternatives follow each other. With \`--follow\`, \`logs\` prints the
items of \`lines\` and \`usage\` those of \`requests\` (what is unknown is absent), one document a line.
`;

/** The type of a member, in words, and the members below it. `[]`: an item of a list; `*`: any name. */
function rowsOf(schema: Schema, path: string, optional = ''): string[] {
  const { type } = schema;
  if (type === 'optional' || type === 'nullable') {
    const [row = '', ...rows] = rowsOf(schema.wrapped as Schema, path, type === 'optional' ? '?' : optional);
    return [type === 'nullable' ? row.replace(/ \|$/, ' or null |') : row, ...rows];
  }
  const row = `| \`${path}${optional}\` | ${typeOf(schema)} |`;
  if (type === 'array') return [row, ...below(schema.item as Schema, `${path}[]`)];
  if (type === 'record') return [row, ...below(schema.value as Schema, `${path}.*`)];
  if (path === '') return membersOf(schema, '');
  const rest = schema.rest ? [`| \`${path}.*?\` | ${typeOf(schema.rest as Schema)} |`] : [];
  return [row, ...membersOf(schema, `${path}.`), ...rest];
}

/** An item of a list of objects needs no row of its own. */
const below = (schema: Schema, path: string) =>
  schema.entries
    ? membersOf(schema, `${path}.`)
    : /^(string|number|boolean|picklist)$/.test(schema.type)
      ? []
      : rowsOf(schema, path);

const membersOf = ({ entries }: Schema, path: string): string[] =>
  Object.entries(entries ?? {}).flatMap(([name, member]) => rowsOf(member, path + name));

function typeOf(schema: Schema): string {
  const { type } = schema;
  if (type === 'picklist') return schema.options?.map((one) => `\`${one}\``).join(', ') ?? '';
  if (type === 'union') return schema.options?.map((one) => typeOf(one as Schema)).join(' or ') ?? '';
  if (type === 'literal') return `\`${schema.literal}\``;
  if (type === 'array') {
    const item = schema.item as Schema;
    return `list of ${{ string: 'strings', number: 'numbers', picklist: typeOf(item) }[item.type] ?? 'objects'}`;
  }
  const title = v.getTitle(schema as never);
  const names = {
    strict_object: 'object',
    object_with_rest: 'object',
    record: 'object',
    unknown: 'any value',
  };
  return title ?? names[type as keyof typeof names] ?? type;
}

const tablesOf = (schema: Schema): string[] =>
  schema.type === 'union'
    ? (schema.options as Schema[]).flatMap(tablesOf)
    : ['| member | type |', '| --- | --- |', ...rowsOf(schema, ''), ''];

interface Schema {
  readonly type: string;
  readonly wrapped?: unknown;
  readonly item?: unknown;
  readonly value?: unknown;
  readonly rest?: unknown;
  readonly literal?: unknown;
  readonly options?: readonly unknown[];
  readonly entries?: Readonly<Record<string, Schema>>;
}

/** Why a command has no document. */
const without: Readonly<Record<string, string>> = {
  tui: 'the console',
  serve: 'a server: its log lines are JSON, and --json announces the address',
};

test('every command has its answer, and no other', () => {
  expect([...Object.keys(answers), ...Object.keys(without)].toSorted()).toEqual(
    Object.keys(commands).toSorted(),
  );
});

test('docs/json.md has the members of every answer (vitest --update=all writes the page)', async () => {
  const parts = Object.entries(commands).flatMap(([name, { summary }]) => {
    const schema = answers[name];
    return schema ? [`## ${name}\n`, `${summary}.\n`, ...tablesOf(schema as never)] : [];
  });
  await expect([introduction, ...parts].join('\n')).toMatchFileSnapshot('../../docs/json.md');
});

test('commands on one home answer so', async () => {
  const place = await cliWorkspace({ more: provider });
  const file = join(place.home, 'claude-dev.json');
  await writeFile(file, JSON.stringify(account));
  await cli(place, ['sessions', 'upload', file, '--disk']);
  for (const line of lines) {
    // What it prints is checked there.
    const run = await cli(place, [...line, '--disk', '--json'], { io: { randomBytes } });
    if (line[0] !== 'doctor')
      expect(run.json(), `${line.join(' ')}: ${run.stderr}`).toMatchObject({ ok: true });
  }
});
