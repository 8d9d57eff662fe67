import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { hasHidden } from '../../src/base/text/terminal-text.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { lineWriter } from '../../src/cli/compose/effects/line-writer.ts';
import { createMetrics } from '../../src/server/usage/metrics.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import { cli, collector } from '../cli/run-cli.ts';
import { expectClean, hostile, makeHostile } from '../helpers/hostile-text.ts';
import { openWorkspace, type Workspace } from '../helpers/workspace.ts';
import { makeRecord } from '../usage/make-record.ts';

/** A YAML or JSON text in which the hostile characters are escapes. */
const quoted = (text: string): string => JSON.stringify(text).replace(/[\u007f-\uffff]/g, escaped);
const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** YAML has no surrogates. */
const inYaml = (text: string): string => quoted(text.replaceAll('\u{e0041}', ''));

const evilKey = `fake-evil-key-0000000000000000000${hostile}`;
const account = `claude-dev@example.com.json`;

/** Every member that others write is hostile: config, records, auth files, usage, audit, and what a provider answers. */
async function hostilePlace(url: string): Promise<Workspace> {
  const evil = inYaml(hostile);
  const place = await openWorkspace({
    keys: 2,
    more: `panel: ${evil}
proxy-note: ${inYaml(`x${hostile}`)}
claude-api-key:
  - api-key: fake-claude-key-000000000000000001
    base-url: ${url}
    prefix: ${inYaml(`web${hostile}`)}
    headers: { X-Note: ${inYaml(`v${hostile}`)} }
    models: [{ name: ${inYaml(`m${hostile}`)}, alias: ${inYaml(`a${hostile}`)} }]
openai-compatibility:
  - name: ${inYaml(`router${hostile}`)}
    base-url: ${url}/v1
    api-key-entries: [{ api-key: fake-router-key-000000000000000001 }]
ampcode:
  upstream-url: ${inYaml(`https://amp.example.com/${hostile}`)}
  upstream-api-key: fake-amp-key-00000000000000000000001
  upstream-api-keys:
    - upstream-api-key: fake-amp-key-00000000000000000000002
      api-keys: [${inYaml(evilKey)}]
`,
  });
  await place.editConfig((text) => text.replace('api-keys:\n', `api-keys:\n  - ${inYaml(evilKey)}\n`));
  const folder = join(place.authDir, '.console');
  await mkdir(folder, { recursive: true });
  const [first] = place.keys;
  const print = fingerprint(first?.key ?? '');
  const file = makeHostile({
    account_id: 'dev',
    email: 'dev@example.com',
    note: 'of the lab',
    prefix: 'dev',
    proxy_url: 'http://127.0.0.1:3128',
    access_token: 'fake-access-token',
    refresh_token: 'fake-refresh-token',
  });
  const text = JSON.stringify({ type: 'claude', expired: '2036-01-01T00:00:00Z', ...file });
  await writeFile(join(place.authDir, account), text, { mode: 0o600 });
  await writeFile(join(place.authDir, 'odd.json'), JSON.stringify({ type: `odd${hostile}`, ...file }));
  await appendFile(
    join(folder, 'audit.jsonl'),
    `${JSON.stringify({
      time: new Date().toISOString(),
      user: `me${hostile}`,
      operation: `add${hostile}`,
      fingerprints: [`ff${hostile}`],
      names: [`n${hostile}`],
    })}\n`,
  );
  const opened = await openUsageStore({ folder });
  if (!opened.ok) throw new Error(opened.message);
  const at = Date.now() - 60_000;
  opened.value.add(
    makeHostile(
      makeRecord({
        at,
        clientKey: print,
        alias: 'x',
        referer: 'https://app.example.com',
        task: 't',
        userAgent: 'agent/1',
        failed: true,
        status: 400,
        error: 'no such model',
      }),
    ),
  );
  opened.value.add(makeHostile(makeRecord({ at, clientKey: print })));
  await opened.value.close();
  return place;
}

/** Command lines of each command; what cannot run in a test says why. A new command must be given one. */
const lines: Readonly<Record<string, readonly (readonly string[])[] | string>> = {
  tui: 'its screens are swept in screens.test.ts',
  serve: 'its log lines are swept below',
  status: [[]],
  'keys list': [[]],
  'keys show': [['team-1'], [fingerprint(evilKey)]],
  'keys test': [['team-1']],
  'keys add': [
    ['--label', `x${hostile.replace('\0', '')}`],
    ['--label', 'fine'],
  ],
  'keys import': [['/nonexistent']],
  'keys label': [['team-1', hostile.replace('\0', '')]],
  'keys edit': [['team-1', '--purpose', `p${hostile.replace('\0', '')}`]],
  'keys limit': [['team-1', '--models', `m${hostile.replace('\0', '')}`]],
  'keys rotate': [['team-2', '--grace', '1h']],
  'keys finish': [['nothing']],
  'keys roll-back': [['nothing']],
  'keys deadline': [['nothing', '1h']],
  'keys revoke': [['nothing', '--yes']],
  'keys reveal': [['team-1']],
  'keys copy': [['team-1']],
  snippet: [['team-1'], ['team-1', '--for', 'curl', '--model', `m${hostile.replace('\0', '')}`]],
  'sessions list': [[], ['--names']],
  'sessions login': [['nobody']],
  'sessions show': [[account], ['odd.json']],
  'sessions enable': [[account]],
  'sessions disable': [[account]],
  'sessions edit': [[account, '--note', `n${hostile.replace('\0', '')}`]],
  'sessions note': [[account, `n${hostile.replace('\0', '')}`]],
  'sessions upload': [['/nonexistent.json']],
  'sessions download': [[account, '-']],
  'sessions revoke': [['nothing', '--yes']],
  'sessions restore': [[]],
  'sessions clear-cooldown': [[account]],
  'providers clear-cooldown': [['--all'], ['fake']],
  'config path': [[]],
  'config validate': [[]],
  'config get': [[], ['panel'], ['claude-api-key']],
  'config set': [['debug', `t${hostile.replace('\0', '')}`]],
  'config load': [[]],
  'config keep': [[]],
  'config edit': 'it opens an editor; what it says of a file is swept with config validate',
  'providers list': [[]],
  'providers show': [['claude-api-key'], ['fake']],
  'providers add': [['claude']],
  'providers edit': [['fake', '--prefix', `p${hostile.replace('\0', '')}`]],
  'providers duplicate': [['nothing']],
  'providers enable': [['nothing']],
  'providers disable': [['nothing']],
  'providers remove': [['nothing', '--yes']],
  'providers move': [['nothing', '1']],
  'providers rotate': [['nothing']],
  'providers test': [['--all', '--yes']],
  'providers models': [[fingerprint('fake-claude-key-000000000000000001')]],
  'cline keys': [[]],
  'cline revoke': [['nothing', '--yes']],
  'amp show': [[]],
  'amp set': [['--url', `https://x.example.com/${hostile.replace('\0', '')}`]],
  'amp map': [['team-1', '--to', 'nothing']],
  'amp unmap': [['nothing']],
  'secret rotate': [['--yes']],
  usage: [
    [],
    ['--by', 'model'],
    ['--by', 'application'],
    ['--requests', '9'],
    ['--requests', '9', '--why'],
    ['--why'],
    ['--csv'],
    ['--requests', '9', '--csv'],
  ],
  doctor: [[]],
  audit: [[]],
  completion: [['bash']],
  'config diff': [[]],
  'config history': [[]],
  'config list': [[]],
  'config restore': [['nothing']],
  'config unset': [['request-retry']],
  init: [[]],
  logs: [[], ['--errors']],
  preferences: [[]],
  'service install': 'it writes a unit into the home folder; its text is swept with service print',
  'service print': [[]],
  'sessions quota': [[]],
  undo: [[]],
};

test('every command is swept, or says why it is not', () => {
  expect(Object.keys(lines).sort()).toEqual(Object.keys(commands).sort());
});

describe('nothing of what came from outside leaves a command as more than text', () => {
  let place: Workspace;
  const provider = createServer((_request, response) => {
    const error = { message: `no${hostile}`, code: hostile };
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error, data: [{ id: `m${hostile}` }] }));
  });
  beforeAll(async () => {
    await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
    place = await hostilePlace(`http://127.0.0.1:${(provider.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    await place.dispose();
    await new Promise((done) => provider.close(done));
  });
  const all = Object.entries(lines).flatMap(([name, given]) =>
    typeof given === 'string' ? [] : given.map((words) => [name, words] as const),
  );

  test.each(all)('%s %j', async (name, words) => {
    for (const more of [[], ['--json']]) {
      const argv = [...name.split(' '), '--disk', ...words, ...more];
      const run = await cli(place, argv);
      const shown = `${name} ${words.length > 0 ? 'with words' : ''} ${more.join('')}`;
      const exact = ['keys reveal', 'sessions download'].includes(name) && more.length === 0;
      if (!exact && !(name === 'config get' && words[0] === 'panel' && more.length === 0)) {
        if (more.length === 0) expectClean(run.stdout, `${shown}: stdout`);
        else expect(hasHidden(run.stdout.trimEnd()), `${shown}: ${JSON.stringify(run.stdout)}`).toBe(false);
      }
      expectClean(run.stderr, `${shown}: stderr`);
      expect(run.stdout + run.stderr, shown).not.toBe('');
    }
  });

  test('a single value goes into a pipe as it is stored, and to a terminal as text', async () => {
    const piped = await cli(place, ['config', 'get', 'panel', '--disk']);
    expect(piped.stdout).toBe(`${hostile.replaceAll('\u{e0041}', '')}\n`);
    const terminal = collector();
    const stdout = Object.assign(terminal.stream, { isTTY: true });
    await cli(place, ['config', 'get', 'panel', '--disk'], { io: { stdout } });
    expectClean(terminal.text(), 'config get on a terminal');
  });

  test('JSON holds the values as they are', async () => {
    const { json } = await cli(place, ['usage', '--requests', '9', '--disk', '--json']);
    // SQLite ends a text at NUL.
    const [until = ''] = hostile.split('\0');
    expect(json()).toMatchObject({ requests: [{ model: `gpt-4o${until}` }, {}] });
  });
});

test('a line of the log stays one line of text', () => {
  let log = '';
  const lines = lineWriter((text) => {
    log += text;
  });
  lines.line(`info POST /v1/${hostile}`);
  lines.flush();
  expectClean(log, 'log');
  expect(log).toBe('info POST /v1/   FORGED line\n');
});

test('labels of metrics are text', async () => {
  const metrics = await createMetrics({ version: '9.9.9', inFlight: () => 0 });
  metrics.add(makeHostile(makeRecord()));
  const { body } = await metrics.text();
  expectClean(body, 'metrics');
  expect(body).toMatch(/model="gpt-4o +FORGED line"/);
});
