import { describe, expect, test, vi } from 'vitest';
import { type Outcome, success } from '../../src/contract/outcome.ts';
import type { Diagnosis, Finding } from '../../src/operations/doctor/finding.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const finding = (check: string, severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  id: check,
  check,
  severity,
  what: `The fault ${check} is there.`,
  why: `It matters because of ${check}.`,
  remedy: `Put ${check} right by hand.`,
  where: { file: '/home/someone/config.yaml', line: 7, setting: check },
  ...more,
});
const wsAuth = finding('ws-auth', 'warning', { fix: 'ws-auth will be true.' });
const modes = finding('file-modes', 'warning', { fix: 'config.yaml will be for the owner alone.' });
const port = finding('port', 'error');
const unchecked = [{ check: 'clock', title: 'clocks that differ', why: 'No server was asked.' }];
const diagnosisOf = (...findings: Finding[]): Diagnosis => ({
  findings,
  unchecked,
  checked: ['a port that another program uses', 'WebSockets without a client key'],
  at: testNow,
});

function healthAt(diagnosis: Diagnosis = diagnosisOf(port, wsAuth, modes), size = {}) {
  const session = createFakeSession(signedIn([fakeKey('team-a')]));
  const place = { diagnosis };
  session.answer = (operation): Outcome<unknown> =>
    operation === 'diagnose' ? success(place.diagnosis) : success({ fixed: [], failed: [] });
  return { session, place, console: consoleAt(session, size) };
}

const asked = (calls: readonly string[]) => calls.filter((call) => call === 'ask diagnose').length;

describe('the health screen', () => {
  test('looks when it is opened, and not before; what is wrong stands worst first, with why below it', async () => {
    const { session, console } = healthAt();
    await console.see('team-a');
    expect(asked(session.calls)).toBe(0);
    console.press('8');
    const screen = await console.see('1 error · 2 warnings · 1 not checked');
    expect(screen).toMatchSnapshot();
    expect(session.inputs).toEqual([{ checkKeys: false }]);
  });

  test('while nothing is asked for it looks at nothing more', async () => {
    const { session, console } = healthAt();
    console.press('8');
    await console.see('as of 0 s ago');
    await console.pass(3_600_000);
    await console.see('as of 1 h ago');
    session.dispatch({ type: 'result', result: { tone: 'ok', message: 'Something else.' } });
    await console.see('Something else.');
    expect(asked(session.calls)).toBe(1);
  });

  test('r looks again, K tries the provider keys as well, and opening it anew looks again', async () => {
    const { session, place, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    place.diagnosis = diagnosisOf(wsAuth);
    console.press('r');
    await console.gone('1 error');
    place.diagnosis = diagnosisOf(port);
    console.press('K');
    await console.see('1 error');
    place.diagnosis = diagnosisOf();
    console.press('2', '8');
    await console.see('All is well');
    const inputs = session.inputs.filter((input) => input !== undefined);
    expect(inputs).toEqual([false, false, true, false].map((checkKeys) => ({ checkKeys })));
  });

  test('a spinner says what it is at, Esc stops it, and what was found before stays', async () => {
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
    await console.see('looking for faults');
    await console.pass(3_000);
    const screen = await console.see('3 s · waiting for api.example.com to answer');
    expect(screen).toContain('1 error · 2 warnings');
    console.press('Escape');
    await vi.waitFor(() => expect(session.calls).toContain('cancel'));
    end({ ok: false, kind: 'cancelled', message: 'Stopped before everything was looked at.' });
    await console.see('Stopped before everything was looked at. r tries again.');
    expect(await console.screen()).toContain('The fault port');
  });

  test('nothing wrong: that is said, what was looked at, and what could not be', async () => {
    const { console } = healthAt(diagnosisOf());
    console.press('8');
    const screen = await console.see('All is well: nothing was found.');
    const looked = 'Looked at: a port that another program uses; WebSockets without a client key.';
    expect(screen.replace(/\s+/g, ' ')).toContain(looked);
    expect(screen).toMatch(/▸ \? not checked: clocks that differ *\n +No server was asked\./);
  });

  test('of many things that were looked at as many are named as there is room for', async () => {
    const checked = Array.from({ length: 60 }, (_, place) => `the thing number ${place}`);
    const { console } = healthAt({ ...diagnosisOf(), checked });
    console.press('8');
    const screen = await console.see(/; and \d+ more\./);
    expect(screen).toMatch(/▸ \? not checked: clocks that differ/);
  });

  test('Enter tells all of it: where, why, what to do, and what a fix would change', async () => {
    const { console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('j', 'Enter');
    const screen = await console.see('to do');
    expect(screen).toMatch(/where +\/home\/someone\/config\.yaml line 7, ws-auth/);
    expect(screen).toMatch(/f fixes +ws-auth will be true\./);
    console.press('Escape', 'G', 'Enter');
    await console.see(/why not +No server was asked\./);
  });

  test('on a wide screen the details stand beside the list', async () => {
    const { console } = healthAt(undefined, { columns: 120, rows: 40 });
    console.press('8');
    await console.see('1 error');
    console.press('Enter');
    const screen = await console.see('to do');
    expect(screen).toMatch(/1 error · 2 warnings · 1 not checked +✕ error/);
    expect(screen).toContain('The fault ws-auth is there.');
  });

  test('/ leaves lines with these words, and says when there is none', async () => {
    const { console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('/');
    console.type('ws-auth');
    await console.gone('The fault port');
    console.type(' nonsense');
    await console.see('No line has “ws-auth nonsense” in it.');
    console.press('Escape');
    await console.see('The fault port');
  });
});

describe('a fix', () => {
  test('shows what it would change before it is made, and is looked at again when it is', async () => {
    const { session, place, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('j', 'f');
    expect(await console.see('Make this change?')).toContain('ws-auth will be true.');
    expect(session.calls).not.toContain('run fix-findings');
    place.diagnosis = diagnosisOf(port);
    console.press('Enter');
    await console.see('Done: fix-findings.');
    expect(session.inputs.at(-1)).toEqual({ ids: ['ws-auth'] });
    session.dispatch({ type: 'undo-added', title: 'putting things right' });
    await console.gone('The fault ws-auth');
    place.diagnosis = diagnosisOf(port, wsAuth);
    session.dispatch({ type: 'undo-removed' });
    await console.see('The fault ws-auth');
  });

  test('of all that are marked at once, and of one without a fix says why not', async () => {
    const { session, console } = healthAt();
    console.press('8');
    await console.see('1 error');
    console.press('f');
    await console.see('There is no fix that would be safe to make for you');
    console.press('Space', 'Space', 'Space', 'f');
    const screen = await console.see('Make these 2 changes?');
    expect(screen).toContain('· config.yaml will be for the owner alone.');
    expect(screen).toContain('1 marked line without a fix will be left as they are.');
    console.press('Enter');
    await console.see('Done: fix-findings.');
    expect(session.inputs.at(-1)).toEqual({ ids: ['ws-auth', 'file-modes'] });
  });

  test('a read-only console offers none', async () => {
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), readOnly: true });
    session.answer = () => success(diagnosisOf(wsAuth));
    const console = consoleAt(session);
    console.press('8');
    await console.see('1 warning');
    console.press('f');
    await console.see('read-only');
  });
});

describe('elsewhere', () => {
  test('the overview names the worst that is known, with its age, and Enter goes there', async () => {
    const { console } = healthAt();
    console.press('1');
    await console.see('Nothing. All keys are labelled');
    console.press('8');
    await console.see('1 error');
    console.press('1');
    await console.see('▸ Health: 3 things, 0 s ago: The fault port is there.');
    console.press('Enter');
    await console.see('[8 Health]');
  });

  test('what was found on one server is not shown of another', async () => {
    const { session, place, console } = healthAt();
    console.press('8');
    await console.see('The fault port');
    place.diagnosis = diagnosisOf(modes);
    session.dispatch({ type: 'place', place: 'http://127.0.0.1:9999', configPath: undefined });
    await console.gone('The fault port');
    session.dispatch({
      type: 'signed-in',
      signedInAs: 'management secret',
      version: '1',
      capabilities: session.store.snapshot().capabilities as never,
    });
    session.dispatch({ type: 'loaded', server: signedIn([fakeKey('other')]).server as never, at: testNow });
    await console.see('The fault file-modes');
  });

  test.each([
    [60, 20],
    [80, 24],
    [130, 50],
    [200, 60],
  ])('at %i×%i nothing stands outside', async (columns, rows) => {
    const many = Array.from({ length: 40 }, (_, place) =>
      finding(`check-${place}`, 'warning', { fix: 'It is fixed.' }),
    );
    const { console } = healthAt(diagnosisOf(...many), { columns, rows });
    console.press('8');
    await console.see('40 warnings');
    console.press('G');
    const lines = (await console.see('41/41')).split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.at(-1)).toContain('help');
  });
});
