import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { usageOf } from '../../../src/backend/usage-of.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { plannedLines, recordWrites } from '../../../src/cli/compose/recorded-backend.ts';
import type { Config } from '../../../src/contract/config.ts';
import { type FactFinder, known } from '../../../src/contract/facts.ts';
import { failure, success } from '../../../src/contract/outcome.ts';
import {
  checks,
  diagnose,
  fixFindings,
  previewFixes,
  summaryOf,
} from '../../../src/operations/health/index.ts';
import { runOperation } from '../../../src/operations/operation.ts';
import { providerKeysOf } from '../../../src/providers/provider-keys.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import { fakeFacts } from '../../helpers/fake-facts.ts';
import { answered, fakeOutside } from '../../helpers/fake-outside.ts';
import { fakeFigures } from '../../helpers/fake-usage.ts';
import { contextOf, failureOf, got } from '../fixture.ts';
import { alpha, beta, configPath, gamma, healthyConfig, healthyMachine } from './case.ts';

const faulty = () => ({
  ...healthyConfig,
  'remote-management': { 'secret-key': 'fake-plain-secret' },
  'api-keys': [alpha, beta, alpha],
  'ws-auth': false,
  ampcode: { 'upstream-api-keys': [{ 'upstream-api-key': 'fake-amp-key-1', 'api-keys': [gamma, beta] }] },
});
const open = { path: configPath, role: 'config', folder: false, mode: 0o644, owner: 'me' } as const;
const machine = {
  ...healthyMachine,
  revision: undefined,
  files: known([open]),
  authDir: { path: '/home/someone/auth', there: false },
};

const hash = healthyConfig['remote-management']?.['secret-key'] ?? '';

function placeOf(config = faulty(), facts: FactFinder = fakeFacts(machine)) {
  const backend = createFakeBackend(config);
  const kept = backend.config['remote-management']?.['secret-key'];
  backend.setManagementSecret = async (secret) => {
    expect(secret.reveal()).toBe(kept);
    backend.config = { ...backend.config, 'remote-management': { 'secret-key': hash } };
    return success(undefined);
  };
  return { backend, facts, context: { ...contextOf(backend), facts } };
}
const idsOf = async (context: ReturnType<typeof placeOf>['context']) =>
  got(await diagnose.run(context, {})).result.findings.map(({ id }) => id);

describe('a diagnosis', () => {
  test('finds what is seeded, says what was not checked, and changes nothing', async () => {
    const { backend, context } = placeOf();
    const before = JSON.stringify(backend.config);
    const { result, message } = got(await diagnose.run(context, {}));
    expect(result.configChangedAt).toBe(machine.modifiedAt);
    expect(result.findings.map(({ check }) => check)).toEqual([
      'plain-secret',
      'file-modes',
      'ws-auth',
      'duplicate-keys',
      'amp-unknown-keys',
      'auth-dir',
    ]);
    expect(result.unchecked.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['sessions', 'provider-keys', 'clock', 'key-age']),
    );
    expect(result.checked.length + result.unchecked.length).toBe(checks.length);
    expect(message).toMatch(/^1 error, 5 warnings; \d+ not checked, or only partly checked\.$/);
    expect(JSON.stringify(backend.config)).toBe(before);
    expect(backend.writes).toEqual([]);
    expect(JSON.stringify(result)).not.toMatch(/fake-(client|amp|plain)-/);
  });

  test('looks in .env files for every key and secret of the config', async () => {
    const facts = fakeFacts(machine);
    await diagnose.run(placeOf(faulty(), facts).context, {});
    expect(facts.sought).toEqual(
      expect.arrayContaining([alpha, beta, gamma, 'fake-amp-key-1', 'fake-plain-secret']),
    );
  });

  test('tells of usage that cannot be stored, but not of earlier usage while it is copied', async () => {
    const { backend, context } = placeOf();
    const underWay = 'Usage of an earlier version is being taken over, oldest first: 40 % is there.';
    const trouble = 'Usage cannot be stored: the disk is full.';
    const usage = usageOf(async () => success(fakeFigures({ problems: [underWay, trouble], underWay })));
    const { findings } = got(await diagnose.run({ ...context, backend: { ...backend, usage } }, {})).result;
    const said = findings.filter(({ check }) => check === 'usage-store').map(({ what }) => what);
    expect(said).toEqual([trouble]);
  });

  test('of a server elsewhere, or without any finder, says what it could not see', async () => {
    for (const facts of [fakeFacts(undefined), undefined]) {
      const { context } = placeOf(healthyConfig as ReturnType<typeof faulty>);
      const { findings, unchecked } = got(await diagnose.run({ ...context, facts }, {})).result;
      expect(findings).toEqual([]);
      expect(unchecked.map(({ check }) => check)).toEqual(expect.arrayContaining(['file-modes', 'port']));
    }
  });

  test('a config that was broken from the start is a finding, not a failure', async () => {
    const { backend, context } = placeOf();
    backend.load = async () => failure('invalid', 'A colon is missing: line 3, column 1.', { line: 3 });
    const { findings, unchecked } = got(await diagnose.run(context, {})).result;
    expect(findings).toMatchObject([{ id: 'config-broken', severity: 'error', where: { line: 3 } }]);
    expect(unchecked).toHaveLength(checks.length - 1);
    backend.load = async () => failure('unreachable', 'Nobody answers.');
    expect(failureOf(await diagnose.run(context, {})).kind).toBe('unreachable');
  });

  test.each([
    ['a clock that runs behind', -90_000, 1],
    ['a clock that runs ahead', 90_000, 1],
    ['a clock within a minute', 59_000, 0],
    // The answer took long, and the time in it may be that of any moment of it.
    ['a slow answer', -62_000, 0, 10_000],
  ])('%s', async (_, off, findings, took = 100) => {
    const facts = fakeFacts(machine);
    const { context } = placeOf(healthyConfig as ReturnType<typeof faulty>, facts);
    const now = context.now();
    facts.askTime = async () =>
      known({ theirs: Math.floor((now + off) / 1000) * 1000, earliest: now - took, latest: now });
    expect((await idsOf(context)).filter((id) => id === 'clock')).toHaveLength(findings);
  });

  test('a summary counts by severity', () => {
    expect(summaryOf({ findings: [], unchecked: [] })).toBe('No problems found.');
  });
});

describe('provider keys', () => {
  const config = {
    ...healthyConfig,
    'claude-api-key': [
      { 'api-key': 'fake-provider-key-good-000000001' },
      { 'api-key': 'fake-provider-key-lost-000000002' },
    ],
    'codex-api-key': [{ 'api-key': 'fake-provider-key-off-0000000003', 'excluded-models': ['*'] }],
  };
  const outside = () =>
    fakeOutside(({ headers = {} }) => {
      const key = Object.values(headers).find(
        (value) => value instanceof Secret && value.reveal().includes('lost'),
      );
      return key ? answered(401, { error: { message: 'invalid x-api-key' } }) : answered(200, { data: [] });
    });

  test('are sent nowhere unless it is asked for', async () => {
    const { context } = placeOf(config as never);
    const world = outside();
    const { unchecked } = got(await diagnose.run({ ...context, outside: world }, {})).result;
    expect(world.sent).toEqual([]);
    expect(unchecked.map(({ check }) => check)).toContain('provider-keys');
  });

  test('that are refused are an error, with cause and remedy; those that are off are not tried', async () => {
    const { context } = placeOf(config as never);
    const world = outside();
    const diagnosis = got(await diagnose.run({ ...context, outside: world }, { checkKeys: true })).result;
    const refused = diagnosis.findings.filter(({ check }) => check === 'provider-keys');
    expect(refused).toMatchObject([{ severity: 'error', what: 'Claude key fake…0002 is rejected (401).' }]);
    expect(JSON.stringify(diagnosis)).not.toContain('fake-provider-key');
    expect(world.sent.every(({ url }) => url.startsWith('https://api.anthropic.com/'))).toBe(true);
  });

  test('are reported as our server sees them, without a request', async () => {
    const { context } = placeOf(config as never);
    const [good = '', lost = ''] = providerKeysOf(config as never).map(({ id }) => id);
    const message = 'Claude answered 400: the account has no credits left';
    const states = {
      [good]: { calls: 3, lastUsedAt: 5 },
      [lost]: {
        calls: 3,
        lastUsedAt: 5,
        lastError: { at: 5, status: 400, message, refused: true, noCredit: true },
      },
    };
    const { backend } = context;
    const reporting = {
      ...backend,
      kind: 'embedded' as const,
      providers: { refreshMs: 0, states: async () => success({ states }) },
      load: (signal?: AbortSignal) => backend.load(signal),
      readConfigText: (signal?: AbortSignal) => backend.readConfigText(signal),
    };
    const world = outside();
    const { findings } = got(
      await diagnose.run({ ...context, backend: reporting, outside: world }, {}),
    ).result;
    expect(world.sent).toEqual([]);
    expect(findings.filter(({ where }) => where.setting === 'claude-api-key')).toMatchObject([
      {
        id: `failing-providers:${lost}`,
        severity: 'error',
        what: 'Claude key fake…0002 has no credit (400).',
        why: `${message}.`,
      },
    ]);
  });

  test('of which nothing can be told are said to be unknown', async () => {
    const { context } = placeOf(config as never);
    const { findings, unchecked } = got(await diagnose.run(context, { checkKeys: true })).result;
    expect(findings.filter(({ check }) => check === 'provider-keys')).toEqual([]);
    expect(unchecked.find(({ check }) => check === 'provider-keys')?.why).toMatch(/\(and 1 more\) works/);
  });
});

describe('fixes', () => {
  test('show what they would change, and change nothing', async () => {
    const facts = fakeFacts(machine);
    const { backend, context } = placeOf(faulty(), facts);
    const before = JSON.stringify(backend.config);
    const rehearse = async (of: Backend) => {
      const { backend: recorded, writes } = recordWrites(of, false);
      return { backend: recorded, difference: () => plannedLines(writes) };
    };
    const ids = await idsOf(context);
    const { lines, files } = got(await previewFixes.run({ ...context, rehearse }, { ids })).result;
    const changed = lines.filter(({ kind }) => kind === 'added' || kind === 'removed');
    expect(changed.map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual(
      expect.arrayContaining(['removed "ws-auth": false,', 'added "ws-auth": true,']),
    );
    expect(JSON.stringify(lines)).not.toMatch(/fake-(client|amp|plain)-/);
    expect(files.toSorted()).toEqual([
      '/home/someone/auth: new folder, mode 0700',
      '/home/someone/config.yaml: mode 0644 → 0600',
    ]);
    expect(JSON.stringify(backend.config)).toBe(before);
    expect([backend.writes, backend.audit, facts.folders.size]).toEqual([[], [], 0]);
    expect(facts.modes.get(configPath)).toBe(0o644);
  });

  test('all of them, in one act that one undo takes back', async () => {
    const facts = fakeFacts(machine);
    const { backend, context } = placeOf(faulty(), facts);
    const before = JSON.stringify(backend.config);
    const ids = await idsOf(context);
    const made = got(await runOperation(fixFindings, context, { ids }));
    expect(made.result.fixed.toSorted()).toEqual(ids.toSorted());
    expect(made.result.failed).toEqual([]);
    expect(await idsOf(context)).toEqual([]);
    expect(backend.config['api-keys']).toEqual([beta, alpha]);
    expect(backend.config.ampcode?.['upstream-api-keys']?.[0]?.['api-keys']).toEqual([beta]);
    expect(facts.modes.get(configPath)).toBe(0o600);
    expect(backend.audit.map(({ operation }) => operation)).toEqual(['fix-findings']);
    got((await made.undo?.(context)) ?? failure('failed', 'There is no undo.'));
    expect(JSON.parse(JSON.stringify(backend.config))).toEqual(JSON.parse(before));
    expect(facts.modes.get(configPath)).toBe(0o644);
    expect(facts.folders.size).toBe(0);
    expect(backend.audit.at(-1)).toMatchObject({ operation: 'undo', undoes: 'fix-findings' });
  });

  test('only those that were named', async () => {
    const { backend, context } = placeOf();
    got(await fixFindings.run(context, { ids: ['ws-auth'] }));
    expect(backend.config['ws-auth']).toBe(true);
    expect(backend.config['api-keys']).toHaveLength(3);
  });

  test('what is no longer wrong is not touched', async () => {
    const { backend, context } = placeOf();
    const ids = await idsOf(context);
    backend.config = healthyConfig;
    const files = known([{ ...open, mode: 0o600 }]);
    const good = fakeFacts({ ...healthyMachine, revision: undefined, files });
    const outcome = await fixFindings.run({ ...context, facts: good }, { ids });
    expect(failureOf(outcome)).toMatchObject({ kind: 'conflict' });
    expect(backend.writes).toEqual([]);
  });

  test('what was changed while the facts were gathered is left alone', async () => {
    for (const [finding, change] of [
      ['duplicate-keys', { 'api-keys': [beta, alpha] as string[] }],
      ['plain-secret', { 'remote-management': { 'secret-key': 'fake-newer-secret' } }],
    ] satisfies [string, Config][]) {
      const facts = fakeFacts(machine);
      const { backend, context } = placeOf(faulty(), facts);
      const [id = ''] = (await idsOf(context)).filter((it) => it.startsWith(finding));
      const { look } = facts;
      facts.look = async (...given) => {
        const seen = await look(...given);
        setImmediate(() => {
          backend.config = { ...backend.config, ...change };
        });
        await new Promise((resolve) => setImmediate(resolve));
        return seen;
      };
      const outcome = await fixFindings.run({ ...context, facts }, { ids: [id] });
      expect(failureOf(outcome)).toMatchObject({ kind: 'conflict' });
      expect(backend.config).toMatchObject(change);
    }
  });

  test('an undo leaves alone what somebody else wrote since', async () => {
    const { backend, context } = placeOf();
    const [id = ''] = (await idsOf(context)).filter((it) => it.startsWith('duplicate-keys'));
    const made = got(await fixFindings.run(context, { ids: [id] }));
    backend.config = { ...backend.config, debug: true };
    got((await made.undo?.(context)) ?? failure('failed', 'There is no undo.'));
    expect(backend.config.debug).toBe(true);
    expect(backend.config['api-keys']).toEqual([beta, alpha, alpha]);
  });

  test('a secret that was changed since is not put back by an undo', async () => {
    const { backend, context } = placeOf();
    const made = got(await fixFindings.run(context, { ids: ['plain-secret'] }));
    backend.config = { ...backend.config, 'remote-management': { 'secret-key': 'fake-newer-secret' } };
    const undone = await made.undo?.(context);
    expect(undone).toMatchObject({ ok: false, kind: 'conflict' });
    expect(backend.config['remote-management']).toEqual({ 'secret-key': 'fake-newer-secret' });
  });

  test('one that fails is told, and the others are made', async () => {
    const facts = fakeFacts(machine);
    facts.setModes = async () =>
      failure('failed', 'Cannot change the mode: permission is denied; run as its owner.');
    const { context } = placeOf(faulty(), facts);
    const ids = await idsOf(context);
    const { result, message } = got(await fixFindings.run(context, { ids }));
    expect(result.failed).toMatchObject([{ id: 'file-modes:config' }]);
    expect(message).toMatch(/^Fixed 5 findings\. Not fixed: Cannot change the mode/);
    const alone = await fixFindings.run(context, { ids: ['file-modes:config'] });
    expect(failureOf(alone).message).toMatch(/permission is denied/);
  });
});

test('a signal that is given stops what is not yet begun', async () => {
  const { backend, context } = placeOf();
  const stop = new AbortController();
  backend.editConfig = async () => {
    stop.abort();
    return success({ revision: 'r' as never });
  };
  const ids = (await idsOf(context)).filter((id) => /ws-auth|duplicate/.test(id));
  const { result } = got(await fixFindings.run({ ...context, signal: stop.signal }, { ids }));
  // The edits of config.yaml come first, on the text that was examined.
  expect(result.fixed).toEqual(ids.filter((id) => id.startsWith('duplicate')));
});
