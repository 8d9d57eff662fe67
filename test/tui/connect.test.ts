import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at.ts';
import { createFakeSession, fakeKey, fullCapabilities, signedIn, testNow } from '../helpers/fake-session.ts';

const outside = { server: undefined, canWorkOnFiles: true, canStartServer: true };
const down = { kind: 'down', reason: 'Connection refused.', nextAttemptAt: testNow + 1_000 } as const;

describe('the password', () => {
  const asked = () => createFakeSession({ ...outside, connection: { kind: 'sign-in', busy: false } });

  test('is dots of one length, shown by Tab, sent by Enter, and not kept', async () => {
    const session = asked();
    const sent: string[] = [];
    session.signIn = async (secret) => {
      sent.push(secret.reveal());
    };
    const console = consoleAt(session);
    console.press('q');
    const one = await console.see('••••');
    console.type('d2?xx');
    expect(await console.screen()).toBe(one);
    console.press('Tab');
    await console.see('qd2?xx');
    console.press('Enter');
    await console.gone('qd2?xx');
    console.paste('  fake-pasted-password\n');
    console.press('Enter');
    await expect.poll(() => sent).toEqual(['qd2?xx', 'fake-pasted-password']);
    expect(await console.screen()).not.toContain('fake-pasted-password');
  });

  test('that is empty is not sent, and Esc empties the field', async () => {
    const session = asked();
    const console = consoleAt(session);
    console.type('wrong');
    await console.see('••••');
    console.press('Escape');
    await console.gone('••••');
    console.press('Enter');
    await console.see('Type the local password or the management secret first.');
    expect(session.calls).toEqual([]);
    console.type('x');
    await console.gone('first.');
  });

  test('on its way can be cancelled, and no letter goes into the field', async () => {
    const session = createFakeSession({ ...outside, connection: { kind: 'sign-in', busy: true } });
    const console = consoleAt(session);
    await console.see('Signing in…');
    console.type('x\r');
    console.press('Escape');
    await expect.poll(() => session.calls).toEqual(['cancel']);
    expect(await console.screen()).not.toContain('••••');
  });

  test('is asked for with the ways around it', async () => {
    const session = asked();
    const console = consoleAt(session);
    await console.see('Sign in to');
    console.press('Ctrl-R', 'Ctrl-D');
    await expect.poll(() => session.calls).toEqual(['retry', 'workOnFiles']);
  });

  test('is asked for under the banner of an open proxy, with the keys that work', async () => {
    for (const columns of [60, 80]) {
      const session = createFakeSession({
        ...outside,
        openProxy: true,
        connection: { kind: 'sign-in', busy: false },
      });
      const console = consoleAt(session, { columns, rows: 24 });
      const lines = (await console.see('Sign in to')).split('\n');
      expect(lines[1]).toMatch(/^ ✕ OPEN PROXY {2}api-keys is empty/);
      const hints = columns < 80 ? '' : '  F1 help';
      expect(lines).toContain(` Ctrl-D edit files directly  Ctrl-R retry${hints}  Ctrl-C quit`);
    }
  });

  test('is not sent while the address is locked out, which counts down', async () => {
    const connection = { kind: 'locked-out', reason: 'Five refused.', until: testNow + 120_000 } as const;
    const session = createFakeSession({ ...outside, connection });
    const console = consoleAt(session);
    await console.see('Locked out for 2:00');
    await console.pass(61_000);
    await console.see('Locked out for 0:59');
    console.type('x\r');
    console.press('Ctrl-R');
    await console.see('Nothing is sent until the lockout ends.');
    expect(session.calls).toEqual([]);
  });
});

describe('a server that is down', () => {
  test('can be asked again, started, or done without', async () => {
    const session = createFakeSession({ ...outside, connection: down });
    const console = consoleAt(session);
    await console.see('Connection refused.');
    console.press('r', 's', 'd');
    await expect.poll(() => session.calls).toEqual(['retry', 'startServer', 'workOnFiles']);
  });

  test('is chosen from with the arrows, too', async () => {
    const session = createFakeSession({ ...outside, connection: down });
    const console = consoleAt(session);
    await console.see(/▸ s/);
    console.press('Down');
    await console.see(/▸ r/);
    console.press('j', 'Enter');
    await expect.poll(() => session.calls).toEqual(['workOnFiles']);
  });

  test('is started on the config of another server only after a yes, which Enter is not', async () => {
    const start = { configPath: '/etc/config.yaml', port: 8317, thisMachineOnly: true, hashesSecret: true };
    const session = createFakeSession({ ...outside, connection: { ...down, start } });
    const console = consoleAt(session);
    await console.see('▸ r');
    console.press('s');
    const asked = await console.see('Start the embedded server on this config?');
    expect(asked).toContain('/etc/config.yaml');
    console.press('Enter');
    await console.gone('Start the embedded server on this config?');
    expect(session.calls).toEqual([]);
    console.press('s');
    await console.see('Start the embedded server on this config?');
    // The server is looked for again in the meantime, in vain.
    session.dispatch({ type: 'connection', connection: { ...down, start, nextAttemptAt: testNow + 9_000 } });
    await console.screen();
    console.press('y');
    await expect.poll(() => session.calls).toEqual(['startServer']);
  });

  test('is not offered a config that no server can use, and the error is said', async () => {
    const start = { configPath: '/etc/config.yaml', port: 8317, thisMachineOnly: true, hashesSecret: false };
    const broken = 'A quote is open: line 3, column 1.';
    const session = createFakeSession({ ...outside, connection: { ...down, start: { ...start, broken } } });
    const console = consoleAt(session);
    const screen = await console.see('▸ r');
    expect(screen.replace(/[\s│]+/g, ' ')).toContain('A quote is open: line 3, column 1.');
    expect(screen).not.toContain('Start the embedded server');
    console.press('s');
    await console.see('Fix config.yaml first');
    expect(session.calls).toEqual([]);
  });

  test('takes its question with it when it answers', async () => {
    const start = { configPath: '/etc/config.yaml', port: 8317, thisMachineOnly: true, hashesSecret: true };
    const session = createFakeSession({ ...outside, connection: { ...down, start } });
    const console = consoleAt(session);
    await console.see('▸ r');
    console.press('s');
    await console.see('Start the embedded server on this config?');
    session.dispatch({ type: 'connection', connection: { kind: 'sign-in', busy: false } });
    await console.see('Sign in to');
    console.press('y');
    await console.see('••••');
    expect(session.calls).toEqual([]);
  });
});

test('a window that is too small keeps what was typed until it is larger again', async () => {
  const connection = { kind: 'sign-in', busy: false } as const;
  const session = createFakeSession({ ...outside, connection });
  const console = consoleAt(session);
  console.type('typed');
  expect(await console.screen()).toContain('••••');
  console.resize(52, 18);
  await console.see('Needs 60×20, has 52×18.');
  console.type('x\r');
  await console.screen();
  console.resize(60, 20);
  expect(await console.see('Sign in to')).toContain('••••');
  console.press('Tab');
  expect(await console.see(/┃ typed/)).not.toContain('typedx');
  expect(session.calls).toEqual([]);
});

test('what a first run found is used or not, and q leaves', async () => {
  const connection = { kind: 'offer', text: 'A server is running.', more: [] } as const;
  const session = createFakeSession({ ...outside, canSetUp: true, connection });
  const first = consoleAt(session);
  await first.see('A server is running.');
  first.press('Enter');
  await expect.poll(() => session.calls).toEqual(['acceptOffer']);
  first.press('n');
  expect(await first.left).toBe(0);
  expect(session.calls).toContain('setUpOwn');
});

test('a config that is missing is opened where it was meant, or made, and the console is left for that', async () => {
  const connection = { kind: 'no-config', path: '/etc/confg.yaml', nearest: '/etc/config.yaml' } as const;
  for (const [key, call] of [
    ['o', 'openNearest'],
    ['n', 'setUpOwn'],
  ] as const) {
    const session = createFakeSession({ ...outside, canSetUp: true, connection });
    const console = consoleAt(session);
    await console.see('Did you mean config.yaml?');
    console.press(key);
    expect(await console.left).toBe(0);
    expect(session.calls).toContain(call);
  }
});

describe('the first run', () => {
  const clientKey = new Secret('f'.repeat(64));
  const managementSecret = new Secret('5'.repeat(64));
  const firstRun = { path: '/home/me/config.yaml', clientKey, managementSecret };
  const begun = () => createFakeSession({ ...signedIn([fakeKey('team-a')]), firstRun });

  test('shows both secrets on lines of their own, until they are taken', async () => {
    const session = begun();
    const console = consoleAt(session);
    const lines = (await console.see('/home/me/config.yaml')).split('\n');
    expect(lines).toContain(clientKey.reveal());
    expect(lines).toContain(managementSecret.reveal());
    console.press('c', 'm', 'Enter');
    await console.gone('/home/me/config.yaml');
    expect(session.calls.slice(0, 3)).toEqual(['copy', 'copy', 'acknowledgeFirstRun']);
  });

  test.each([
    ['a', 'Add a provider key'],
    ['l', 'cannot log in to any provider'],
  ])('goes on with %s to what comes next', async (key, title) => {
    const session = begun();
    session.loginProviders = () => success([]);
    const console = consoleAt(session);
    await console.see('/home/me/config.yaml');
    console.press('m', key);
    await console.gone('/home/me/config.yaml');
    const next = await console.screen();
    expect(next, next).toContain(title);
    expect(session.calls).toContain('acknowledgeFirstRun');
  });

  test('asks once when the management secret was not copied', async () => {
    const session = begun();
    const console = consoleAt(session);
    await console.see('/home/me/config.yaml');
    console.press('c', 'Enter');
    const asked = await console.see('You have not copied the management secret.');
    // Blank rows make room for the question, not the headings above it.
    expect(asked).toMatch(/ Client key .* Management secret .*\n {2}Next\n.*a {2}Add a provider key/s);
    console.press('Enter');
    await console.gone('You have not copied');
    expect(session.calls).toEqual(['copy']);
    console.press('Escape');
    await console.see('You have not copied the management secret.');
    console.press('Right', 'Enter');
    await console.gone('/home/me/config.yaml');
    expect(session.calls.slice(0, 2)).toEqual(['copy', 'acknowledgeFirstRun']);
  });
});

describe('Ctrl-C on the first run', () => {
  test('asks about a management secret that the terminal may not have taken', async () => {
    const [clientKey, managementSecret] = [new Secret('f'.repeat(64)), new Secret('5'.repeat(64))];
    const firstRun = { path: '/home/me/config.yaml', clientKey, managementSecret };
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), firstRun });
    session.copy = async () => success('terminal');
    const console = consoleAt(session);
    await console.see('/home/me/config.yaml');
    console.press('m', 'Enter');
    await console.see('Your terminal may have ignored the copy');
  });

  test('asks about a management secret that was not copied; again, it leaves', async () => {
    const managementSecret = new Secret('5'.repeat(64));
    const firstRun = {
      path: '/home/me/config.yaml',
      clientKey: new Secret('f'.repeat(64)),
      managementSecret,
    };
    const console = consoleAt(createFakeSession({ ...signedIn([fakeKey('team-a')]), firstRun }));
    await console.see('/home/me/config.yaml');
    console.press('Ctrl-C');
    await console.see('You have not copied the management secret.');
    console.press('Enter');
    await console.gone('You have not copied');
    console.press('Ctrl-C', 'Ctrl-C');
    expect(await console.left).toBe(0);
  });
});

describe('quitting', () => {
  const live = () => createFakeSession(signedIn([fakeKey('team-a')]));
  const serving = (running: number, ago: number | undefined) => {
    const session = live();
    session.served = { running, lastRequestAt: ago === undefined ? undefined : testNow - ago };
    return { session, console: consoleAt(session) };
  };

  test.each([
    ['a request that is running, however long ago it came', 1, 600_000, '1 request is running.'],
    ['a request in the last minute', 0, 30_000, 'The last request was 30 s ago.'],
  ])('with %s: q asks, and Enter keeps the server', async (_, running, ago, said) => {
    const { session, console } = serving(running, ago);
    await console.screen();
    console.press('q');
    await console.see('Stop the server too?');
    await console.see(said);
    console.press('Enter');
    expect(await console.left).toBe(0);
    expect(session.calls).toContain('keepServer');
  });

  test('the server can be stopped with it, or nothing happens', async () => {
    const { session, console } = serving(1, 0);
    await console.screen();
    console.press('q');
    await console.see('Stop the server too?');
    console.press('Escape');
    await console.gone('Stop the server too?');
    expect(session.calls).not.toContain('close');
    console.press('q');
    await console.see('Stop the server too?');
    console.press('s');
    expect(await console.left).toBe(0);
    expect(session.calls).not.toContain('keepServer');
  });

  test.each([
    ['none since the start', undefined],
    ['none in the last minute', 61_000],
  ])('with %s: q leaves', async (_, ago) => {
    const { session, console } = serving(0, ago);
    await console.screen();
    console.press('q');
    expect(await console.left).toBe(0);
    expect(session.calls).not.toContain('keepServer');
  });

  test('while something runs asks, naming it', async () => {
    const session = live();
    session.dispatch({ type: 'operation-started', title: 'testing 12 provider keys', at: testNow });
    const console = consoleAt(session);
    await console.screen();
    console.press('q');
    await console.see('Testing 12 provider keys. Quit anyway?');
    console.press('Enter');
    await console.gone('Quit anyway?');
    console.press('q', 'Right', 'Enter');
    expect(await console.left).toBe(0);
  });
});

describe('questions about the server', () => {
  test('usage access is answered by y or n, and Esc leaves it open', async () => {
    const question = { ...signedIn([fakeKey('team-a')]), feedQuestion: 'May it?' };
    for (const [key, call] of [
      ['y', 'answer yes'],
      ['n', 'answer no'],
      ['Enter', 'answer no'],
    ] as const) {
      const session = createFakeSession(question);
      const console = consoleAt(session);
      await console.screen();
      console.press('F');
      await console.see('Other tools that read the same queue miss these records.');
      console.press('Escape');
      await console.gone('Other tools');
      expect(session.calls).not.toContain(call);
      console.press('F', key);
      await expect.poll(() => session.calls).toContain(call);
    }
  });

  test('usage access can be chosen again, and Enter keeps the last answer', async () => {
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), feedQuestion: 'May it?' });
    const console = consoleAt(session);
    await console.screen();
    console.press('F', 'n', 'F');
    await console.see('Usage is not being read.');
    console.press('y', 'F');
    await console.see('Usage is being read.');
    console.press('Enter', 'F', 'n');
    const answers = () => session.calls.filter((call) => call.startsWith('answer'));
    await expect.poll(answers).toEqual(['answer no', 'answer yes', 'answer yes', 'answer no']);
  });

  test('a public server that records no requests is asked to, with the answer and without a question', async () => {
    const config = { 'usage-statistics-enabled': false };
    const signed = signedIn([fakeKey('team-a')], { config });
    const capabilities = { ...fullCapabilities, activity: 'shown' } as const;
    for (const [more, answers] of [
      [{ feedQuestion: 'May it?' }, ['answer yes', 'run change-settings']],
      [{ capabilities }, ['run change-settings']],
    ] as const) {
      const session = createFakeSession({ ...signed, ...more });
      session.answer = () => success({ changes: [], unused: [], restart: [] });
      const console = consoleAt(session);
      await console.screen();
      if ('capabilities' in more)
        await console.see('Requests are not known: usage-statistics-enabled is off');
      console.press('F');
      await console.see('The server records no requests: usage-statistics-enabled is off.');
      console.press('y');
      await expect.poll(() => session.calls.filter((call) => /^(answer|run)/.test(call))).toEqual(answers);
      expect(session.inputs.at(-1)).toEqual({ changes: [{ path: 'usage-statistics-enabled', value: true }] });
    }
  });

  test('a read-only console says that nothing is recorded, and neither offers to turn it on nor does', async () => {
    const config = { 'usage-statistics-enabled': false };
    const capabilities = { ...fullCapabilities, activity: 'shown' } as const;
    const signed = { ...signedIn([fakeKey('team-a')], { config }), capabilities, readOnly: true };
    const session = createFakeSession({ ...signed, feedQuestion: 'May it?' });
    const console = consoleAt(session);
    console.press('Escape');
    expect(await console.see('usage-statistics-enabled is off')).not.toContain('turn on');
    console.press('F');
    expect(await console.see('Other tools that read the same queue')).not.toContain('turn it on');
    console.press('y', 'F');
    await console.see('Usage is being read.');
    expect(session.calls).not.toContain('run change-settings');
  });

  test('the management secret is rotated only once the name of the server was typed', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const secret = new Secret('5'.repeat(64));
    session.answer = () => success({ secret });
    const console = consoleAt(session);
    await console.screen();
    console.type(':secret\r');
    await console.see('✕ Rotate the management secret?');
    console.type('y\r');
    await console.see('Type 127.0.0.1:8317 first');
    expect(session.inputs).toEqual([]);
    console.press('Backspace');
    console.type('127.0.0.1:8317\r');
    const shown = await console.see('New management secret');
    expect(shown.split('\n')).toContain(secret.reveal());
    console.press('c');
    await expect.poll(() => session.calls).toContain('copy');
    console.press('Enter');
    await console.gone(secret.reveal());
  });

  test('a new management secret that may be in force is shown with the doubt', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const secret = new Secret('5'.repeat(64));
    const doubt = 'It broke off in the middle of its answer. The new secret may be in force: keep both.';
    session.answer = () => success({ secret, doubt });
    const console = consoleAt(session);
    await console.screen();
    console.type(':secret\r');
    await console.see('Rotate the management secret?');
    console.type('127.0.0.1:8317\r');
    const shown = await console.see('The new secret may be in force');
    expect(shown.split('\n')).toContain(secret.reveal());
  });

  test('an edit that the server has not loaded is asked about from the palette', async () => {
    const problem = { message: 'Edited: load it, or keep.', unloaded: true } as const;
    const session = createFakeSession(signedIn([fakeKey('team-a')], { problem }));
    const console = consoleAt(session);
    await console.screen();
    console.type(':load or restore\r');
    await console.see("Keep the server's");
    console.press('Down', 'Enter');
    await expect.poll(() => session.calls).toContain('run keep-config');
  });

  test('a server that is gone gets no answer', async () => {
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), feedQuestion: 'May it?' });
    const console = consoleAt(session);
    console.press('F');
    await console.see('Other tools');
    session.dispatch({ type: 'connection', connection: { kind: 'sign-in', busy: false } });
    await console.gone('Other tools');
    console.press('y');
    await console.see('••••');
    expect(session.calls.filter((call) => call.startsWith('answer'))).toEqual([]);
  });

  test('usage access that was answered elsewhere is not answered again', async () => {
    const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), feedQuestion: 'May it?' });
    const console = consoleAt(session);
    await console.screen();
    console.press('F');
    await console.see('Other tools');
    const { signedInAs = '', version, capabilities } = session.store.snapshot();
    if (capabilities) session.dispatch({ type: 'signed-in', signedInAs, version, capabilities });
    await console.see('does not ask for usage access');
    console.press('y');
    await console.gone('does not ask');
    expect(session.calls.filter((call) => call.startsWith('answer'))).toEqual([]);
  });
});
