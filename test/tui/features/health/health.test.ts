import { describe, expect, onTestFinished, test } from 'vitest';
import { setLanguage } from '../../../../src/base/text/language.ts';
import { type Outcome, success } from '../../../../src/contract/outcome.ts';
import { words as checkWords } from '../../../../src/operations/health/checks/words.ts';
import type { Diagnosis, Finding } from '../../../../src/operations/health/finding.ts';
import { widthOf } from '../../../../src/tui/components/fit.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn, testNow } from '../../../helpers/fake-session.ts';
import { until } from '../../../helpers/until.ts';

const finding = (check: string, severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  id: check,
  check,
  severity,
  what: `The problem ${check} is there.`,
  why: `It matters because of ${check}.`,
  remedy: `Put ${check} right by hand.`,
  where: { file: '/home/someone/config.yaml', line: 7, setting: check },
  ...more,
});
const wsAuth = finding('ws-auth', 'warning', { fix: 'ws-auth will be true.' });
const modes = finding('file-modes', 'warning', { fix: 'Restricts config.yaml to its owner (0600).' });
const port = finding('port', 'error');
const unchecked = [{ check: 'clock', title: 'clocks that differ', why: 'No server was asked.' }];
const diagnosisOf = (...findings: Finding[]): Diagnosis => ({
  findings,
  unchecked,
  checked: ['a port that another program uses', 'WebSockets without a client key'],
  at: testNow,
});
const withProviderKey = { 'gemini-api-key': [{ 'api-key': 'fake-gemini-key-0000000000000001' }] };

const changes = {
  lines: [
    { kind: 'removed', line: 7, text: 'ws-auth: false' },
    { kind: 'added', line: 7, text: 'ws-auth: true' },
  ],
  files: ['/home/someone/config.yaml: mode 0644 → 0600'],
};

function healthAt(diagnosis: Diagnosis = diagnosisOf(port, wsAuth, modes), size = {}) {
  const session = createFakeSession(signedIn([fakeKey('team-a')], { config: withProviderKey }));
  const place = { diagnosis };
  session.answer = (operation): Outcome<unknown> =>
    operation === 'diagnose'
      ? success(place.diagnosis)
      : success(operation === 'preview-fixes' ? changes : { fixed: [], failed: [] });
  return { session, place, console: consoleAt(session, size) };
}

const asked = (calls: readonly string[]) => calls.filter((call) => call === 'ask diagnose').length;

describe('the health screen', () => {
  test('checks when it is opened, and not before; worst first, with why below and the key that fixes it', async () => {
    const { session, console } = healthAt();
    await console.see('● live');
    expect(asked(session.calls)).toBe(0);
    console.press('8');
    const screen = await console.see('1 error · 2 warnings · 1 not checked');
    expect(screen.split('\n').slice(2).join('\n')).toMatchSnapshot();
    expect(session.inputs).toContainEqual({ checkKeys: false });
  });

  test('while nothing is asked for it checks nothing more', async () => {
    const { session, console } = healthAt();
    console.press('8');
    await console.see('checked 0 s ago · 3 checks');
    await console.pass(3_600_000);
    await console.see('checked 1 h ago');
    session.dispatch({ type: 'result', result: { tone: 'ok', message: 'Something else.' } });
    await console.see('Something else.');
    expect(asked(session.calls)).toBe(1);
  });

  test('r checks again, K asks and tests the provider keys as well, and opening it anew checks again', async () => {
    const { session, place, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    place.diagnosis = diagnosisOf(wsAuth);
    console.press('r');
    await console.gone('1 error');
    place.diagnosis = diagnosisOf(port);
    console.press('K');
    await console.see('Test 1 provider key?');
    expect(session.inputs).not.toContainEqual({ checkKeys: true });
    console.press('Enter');
    await console.see('1 error');
    place.diagnosis = diagnosisOf();
    console.press('1', '8');
    await console.see('No problems found');
    const inputs = session.inputs.filter((input) => input !== undefined);
    expect(inputs).toEqual([false, false, true, false].map((checkKeys) => ({ checkKeys })));
  });

  test('a spinner says what it waits for, Esc stops it, and what was found before stays', async () => {
    const { session, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    let end = (_: Outcome<unknown>) => {};
    session.ask = (_operation, _input, onProgress) => {
      onProgress?.({ text: 'waiting for api.example.com to answer' });
      return new Promise((resolve) => {
        end = resolve as typeof end;
      });
    };
    console.press('r');
    await console.see(/Checking… 0 s · waiting for api\.example\.com to answer/);
    expect(await console.see('1 error · 2 warnings')).toContain('Esc cancel');
    console.press('Escape');
    await until(() => expect(session.calls).toContain('cancel'));
    end({ ok: false, kind: 'cancelled', message: 'Cancelled before all checks were made.' });
    const screen = await console.see('Could not check: Cancelled before all checks were made.');
    expect(screen).toContain('r retry');
    expect(screen).toContain('The problem port');
  });

  test('nothing wrong: that is said, what was checked, and what could not be', async () => {
    const { console } = healthAt(diagnosisOf());
    console.press('8');
    const screen = await console.see('✓ No problems found.');
    const looked = 'Checked: a port that another program uses; WebSockets without a client key';
    expect(screen.replace(/[│\s]+/g, ' ')).toContain(looked);
    expect(screen).toMatch(/▸ \? Not checked: clocks that differ +– │\n│ +No server was asked\./);
  });

  test('of many things that were checked there is still room for what could not be', async () => {
    const checked = Array.from({ length: 60 }, (_, place) => `the thing number ${place}`);
    const { console } = healthAt({ ...diagnosisOf(), checked });
    console.press('8');
    const screen = await console.see(/▸ \? Not checked: clocks that differ/);
    expect(screen).toMatch(/; and \d+ more/);
    expect(screen).toContain('No problems found.');
  });

  test('Enter shows all of it: where, why, what to do, and what a fix would change', async () => {
    const { console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('j', 'Enter');
    const screen = await console.see('By hand');
    expect(screen).toContain('Health › ws-auth');
    expect(screen).toMatch(/Where +\/home\/someone\/config\.yaml line 7, ws-auth/);
    expect(screen).toMatch(/f fixes +ws-auth will be true\./);
    console.press(']');
    await console.see('Health › file-modes');
    console.press('Escape', 'G', 'Enter');
    await console.see(/Why not +No server was asked\./);
  });

  test('on a wide screen the details are beside the list', async () => {
    const { console } = healthAt(undefined, { columns: 120, rows: 40 });
    console.press('8');
    await console.see('1 error');
    console.press('j');
    const screen = await console.see(/╭ Health ─.*1 error.*╮╭ ws-auth ─.* 2 of 4 ╮/);
    expect(screen).toContain('The problem ws-auth is there.');
  });

  test('/ leaves findings with these words, and says when there is none', async () => {
    const { console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('/');
    console.type('ws-auth');
    await console.gone('The problem port');
    console.type(' nonsense');
    await console.see('No finding matches “ws-auth nonsense”.');
    console.press('Escape');
    await console.see('The problem port');
  });
});

describe('a fix', () => {
  test('shows what it would change before it is made, and checks again when it is', async () => {
    const { session, place, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('j', 'f');
    const screen = await console.see('[ Apply ]');
    expect(screen).toMatch(/Apply this fix\?[\s\S]*ws-auth will be true\.[\s\S]*7 - ws-auth: false/);
    expect(screen).toMatch(/7 \+ ws-auth: true +│\n│ +\/home\/someone\/config\.yaml: mode 0644 → 0600/);
    expect(session.calls).not.toContain('run fix-findings');
    place.diagnosis = diagnosisOf(port);
    console.press('Enter');
    await console.see('Done: fix-findings.');
    expect(session.inputs.at(-1)).toEqual({ ids: ['ws-auth'] });
    session.dispatch({ type: 'undo-added', title: 'fixing findings' });
    await console.gone('The problem ws-auth');
    place.diagnosis = diagnosisOf(port, wsAuth);
    session.dispatch({ type: 'undo-removed' });
    await console.see('The problem ws-auth');
  });

  test('that is not shown yet is not made: an early Enter waits, and Esc gives up', async () => {
    const { session, console } = healthAt();
    const { answer } = session;
    session.answer = (id, input) => (id === 'preview-fixes' ? new Promise(() => {}) : answer(id, input));
    console.press('8');
    await console.see('1 error');
    console.press('F', 'Enter');
    await console.see('Comparing…');
    console.press('Escape');
    await console.gone('Comparing…');
    expect(session.calls).not.toContain('run fix-findings');
  });

  test('of all that are marked at once, and without one it says why not', async () => {
    const { session, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('f');
    await console.see('No automatic fix. Press Enter for instructions.');
    console.press('Space', 'Space', 'Space', 'f');
    const screen = await console.see('[ Apply 2 fixes ]');
    expect(screen).toContain('· Restricts config.yaml to its owner (0600).');
    expect(screen).toContain('1 marked finding without a fix: left as they are.');
    console.press('Enter');
    await console.see('Done: fix-findings.');
    expect(session.inputs.at(-1)).toEqual({ ids: ['ws-auth', 'file-modes'] });
    await console.gone('marked');
  });

  test('that cuts off clients is made only where it is chosen', async () => {
    const { session, console } = healthAt(diagnosisOf({ ...wsAuth, alone: true }, modes));
    console.press('8');
    await console.see('2 warnings');
    console.press('F');
    expect(await console.see('[ Apply ]')).not.toContain('ws-auth will be true.');
    console.press('Escape', 'f');
    await console.see('ws-auth will be true.');
    console.press('Enter');
    await console.see('Done: fix-findings.');
    expect(session.inputs.at(-1)).toEqual({ ids: ['ws-auth'] });
  });

  test('F fixes everything that is safe, and Esc leaves all as it is', async () => {
    const { session, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('F');
    await console.see('Apply these 2 fixes?');
    console.press('Escape');
    await console.gone('Apply these');
    expect(session.calls).not.toContain('run fix-findings');
    console.press('F');
    await console.see('[ Apply 2 fixes ]');
    console.press('Enter');
    await console.see('Done: fix-findings.');
    expect(session.inputs.at(-1)).toEqual({ ids: ['ws-auth', 'file-modes'] });
  });

  test('where nothing is safe to fix, F asks for usage access as on other screens', async () => {
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), feedQuestion: 'May it?' });
    session.answer = () => success(diagnosisOf(port));
    const console = consoleAt(session);
    console.press('8');
    await console.see('1 error');
    console.press('F');
    await console.see('Other tools that read the same queue');
  });

  test('a read-only console offers none', async () => {
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), readOnly: true });
    session.answer = () => success(diagnosisOf(wsAuth));
    const console = consoleAt(session);
    console.press('8');
    expect(await console.see('1 warning')).toMatch(/ws-auth is there +Enter how/);
    console.press('f');
    await console.see('Read-only mode.');
  });
});

describe('elsewhere', () => {
  test('the overview names what was found, and Enter goes there', async () => {
    const { console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('1');
    await console.see('The problem port is there');
    console.press('Enter');
    await console.see('[8 Health]');
  });

  test.each([
    ['Health', '8', 'x'],
    ['Overview', '1', 'f'],
  ] as const)('a remedy of %s acts on no other item when its own was removed', async (_, screen, key) => {
    const [first, gone] = [fakeKey('team-a'), fakeKey('team-b')];
    const check = screen === '8' ? 'unused-keys' : 'key-age';
    const { session, console } = healthAt(
      diagnosisOf(finding(check, 'warning', { id: `${check}:${gone.id}` })),
    );
    session.dispatch({ type: 'loaded', server: fakeServer([first, gone]), at: testNow });
    console.press('8');
    await console.see('1 warning');
    console.press(screen);
    await console.see('The problem');
    session.answer = () => new Promise(() => {}) as never;
    session.dispatch({ type: 'loaded', server: fakeServer([first]), at: testNow });
    console.press(key);
    const shown = await console.see('That item is no longer in this list. No changes made.');
    expect(shown).toContain('[2 Keys]');
    expect(shown).not.toMatch(/Revoke|Rotate/);
    session.dispatch({ type: 'loaded', server: fakeServer([first, gone]), at: testNow });
    expect(await console.see('team-b')).toMatch(/▸ \S* ?team-a/);
  });

  test('what was found on one server is not shown of another', async () => {
    const { session, place, console } = healthAt();
    console.press('8');
    await console.see('The problem port');
    place.diagnosis = diagnosisOf(modes);
    session.dispatch({ type: 'place', place: 'http://127.0.0.1:9999', configPath: undefined });
    await console.gone('The problem port');
    session.dispatch({
      type: 'signed-in',
      signedInAs: 'management secret',
      version: '1',
      capabilities: session.store.snapshot().capabilities as never,
    });
    session.dispatch({ type: 'loaded', server: signedIn([fakeKey('other')]).server as never, at: testNow });
    await console.see('The problem file-modes');
  });

  test.each([
    [60, 20],
    [80, 24],
    [130, 50],
    [200, 60],
  ])('at %i×%i nothing is outside', async (columns, rows) => {
    const many = Array.from({ length: 40 }, (_, place) =>
      finding(`check-${place}`, 'warning', { fix: 'It is fixed.' }),
    );
    const { console } = healthAt(diagnosisOf(...many), { columns, rows });
    console.press('8');
    await console.see(/40 warnings|!40/);
    console.press('G');
    const screen = await console.see('▸ ? Not checked: clocks that differ');
    const lines = screen.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.at(-1)).toContain('help');
  });

  test.each([
    [60, 20],
    [80, 24],
  ])('at %i×%i nothing is outside in Chinese either', async (columns, rows) => {
    await setLanguage('zh-CN');
    onTestFinished(() => setLanguage('en'));
    const env = { NO_COLOR: '1', LANG: 'zh_CN.UTF-8' };
    const { openProxy, wsAuth: ws, clock } = checkWords();
    const wide = [openProxy.reachable, ws.whatPublic, clock.what('3 min', true)].map((what, place) =>
      finding(`check-${place}`, 'warning', { what, why: openProxy.why, remedy: openProxy.remedy }),
    );
    const { console } = healthAt(diagnosisOf(...wide), { columns, rows, env });
    await console.see('● 在线');
    console.press('8');
    const list = await console.see('没有客户端密钥');
    console.press('Enter');
    const details = await console.see('手动修复');
    for (const screen of [list, details]) {
      const lines = screen.trimEnd().split('\n');
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
      expect(lines.length).toBeLessThanOrEqual(rows);
    }
  });
});
