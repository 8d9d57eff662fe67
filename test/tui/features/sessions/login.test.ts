import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import { success } from '../../../../src/contract/outcome.ts';
import type { SignInAttempt, SignInFlow, SignInProvider } from '../../../../src/contract/sign-in.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../../../helpers/fake-session.ts';

const url = `https://accounts.example.com/o/auth?client_id=fake&state=${'0123456789abcdef'.repeat(4)}&scope=a%20b`;
const missing = 'Gemini needs a client id of your own.';
const offered: readonly SignInProvider[] = [
  { id: 'anthropic', title: 'Claude', flow: 'browser' },
  { id: 'kimi', title: 'Kimi', flow: 'device' },
  { id: 'google', title: 'Gemini', flow: 'browser', missing },
];
const files: readonly AuthFile[] = [
  { name: 'claude-dev@example.com.json', provider: 'claude', account: 'dev@example.com', disabled: false },
  { name: 'qwen-x.json', provider: 'qwen', account: 'x', disabled: false },
];
const start: SignInAttempt['start'] = {
  ...{ provider: 'anthropic', url, state: 'fake-state', flow: 'browser', expiresAt: testNow + 271_000 },
};
const waiting = (more: Partial<SignInAttempt> = {}): SignInFlow => ({
  ...{ phase: 'waiting', provider: 'anthropic', start },
  callback: 'listening',
  ...more,
});

async function loginAt(size: { columns?: number; rows?: number } = {}, providers = offered) {
  const session = createFakeSession({
    ...signedIn([fakeKey('team-a')]),
    sessions: { files, loadedAt: testNow, problem: undefined },
  });
  session.loginProviders = () => success(providers);
  const console = consoleAt(session, size);
  console.press('4');
  await console.see('2 sessions');
  const flow = (next: SignInFlow) =>
    session.dispatch({ type: 'login', login: { title: 'Claude', flow: next } });
  const begin = async () => {
    console.press('l');
    await console.see('Log in to a provider');
    console.press('Enter');
    await console.see('Log in to Claude');
    flow(waiting());
  };
  return { console, session, flow, begin };
}

describe('logging in to a provider', () => {
  test('at 80×24', async () => {
    const { console, begin } = await loginAt();
    await begin();
    const screen = await console.see('Waiting for the browser…');
    const body = screen.split('\n').slice(2).join('\n');
    expect(body.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧]/, '⠋')).toMatchSnapshot();
  });

  test('at 60×20 the whole link is there, unbroken, with the countdown and a field to paste into', async () => {
    const { console, begin, session } = await loginAt({ columns: 60, rows: 20 });
    await begin();
    const screen = await console.see('4:31 left');
    expect(screen.replaceAll('\n', '')).toContain(url);
    expect(screen).toMatch(/^.*● live.*\n.*\[4 Sessions\].*\n[\s\S]*Esc hide/);
    expect(session.calls).toContain('login anthropic');
    // A click opens it whole where the terminal can.
    expect(console.bytes()).toContain(url.slice(0, 50));
    await console.pass(31_000);
    await console.see('4:00 left');
  });

  test('at 80×24 a long link leaves what is wrong with the paste whole', async () => {
    const { console, flow, begin } = await loginAt();
    await begin();
    const notice = `That is not the address: ${'copy all of it, '.repeat(5)}please.`;
    await console.see('Waiting for the browser…');
    flow(waiting({ notice, start: { ...start, url: url.repeat(3) } }));
    const screen = await console.see('please.');
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(`! ${notice} `);
    expect(screen).toMatch(/please\.\n {2}. Waiting for the browser…\n/);
  });

  test('what is pasted is submitted, and no letter of it is a command', async () => {
    const { console, begin, session } = await loginAt();
    await begin();
    await console.see('4:31 left');
    console.press('Enter');
    await console.see('Paste the address from the browser first.');
    console.paste('http://localhost:54545/callback?code=fake-code&state=fake-state\n');
    console.press('Enter');
    await expect
      .poll(() => session.calls.at(-1))
      .toBe('paste http://localhost:54545/callback?code=fake-code&state=fake-state');
    await console.gone('fake-code');
  });

  test('Ctrl-Y copies the link, Ctrl-O opens it, Ctrl-G shows it as a QR code where that fits', async () => {
    const { console, begin, session } = await loginAt({ columns: 130, rows: 60 });
    await begin();
    await console.see('4:31 left');
    console.press('Ctrl-Y');
    await console.see('The link was copied to the system clipboard');
    console.press('Ctrl-O');
    await console.see('Opened the link');
    expect(session.calls).toContain('open link');
    console.press('Ctrl-G');
    await console.see('▄▄▄▄▄');
    console.press('Ctrl-G');
    await console.gone('▄▄▄▄▄');
    console.resize(80, 24);
    console.press('Ctrl-G');
    const screen = await console.see(/The QR code needs a window of \d+×\d+/);
    expect(screen).toContain('Ctrl-G link · Ctrl-X cancel · Esc hide');
    // In the window that it names the code is there.
    const [, columns, rows] = /window of (\d+)×(\d+)/.exec(screen) ?? [];
    console.resize(Number(columns), Number(rows));
    await console.see('▄▄▄▄▄');
    // What is typed is seen.
    console.type('http');
    await console.see('http▏');
  });

  test('the box can be hidden: the login goes on, Overview says so, and l shows it again', async () => {
    const { console, begin, session } = await loginAt();
    await begin();
    await console.see('4:31 left');
    console.press('Escape');
    await console.see('Login to Claude is waiting');
    console.press('1');
    await console.see('Login to Claude: waiting for you');
    expect(session.calls).not.toContain('cancel login');
    console.press('4', 'l');
    await console.see('4:31 left');
    console.press('Ctrl-X');
    await expect.poll(() => session.calls).toContain('cancel login');
  });

  test('each end says what came of it, and what Enter does then', async () => {
    const { console, begin, flow, session } = await loginAt();
    await begin();
    flow(waiting({ notice: 'The state is of another login.' }));
    await console.see('! The state is of another login.');
    flow({ phase: 'failed', provider: 'anthropic', reason: 'Claude refused: access_denied.' });
    expect(await console.see('✕ Claude refused: access_denied.')).toContain('Enter retry');
    console.press('Enter');
    await expect.poll(() => session.calls.filter((call) => call === 'login anthropic').length).toBe(2);
    flow({ phase: 'timed-out', provider: 'anthropic' });
    await console.see('✕ The login timed out.');
    flow({ phase: 'done', provider: 'anthropic', account: 'dev@example.com' });
    const done = await console.see('✓ Logged in as dev@example.com.');
    expect(done).toContain('Enter close');
    expect(done).not.toContain('Ctrl-X');
    console.press('Enter');
    await console.gone('✓ Logged in');
  });

  test('a device code is shown to be typed elsewhere, and nothing is to be pasted', async () => {
    const { console, begin, flow } = await loginAt();
    await begin();
    const start = {
      provider: 'kimi',
      url: 'https://kimi.example.com/device',
      state: 's',
      flow: 'device' as const,
    };
    flow(
      waiting({ callback: 'none', start: { ...start, userCode: 'FAKE-1234', expiresAt: testNow + 60_000 } }),
    );
    const screen = await console.see('Enter FAKE-1234 there.');
    expect(screen).not.toContain('paste');
    expect(screen).not.toContain('submit');
  });

  test('providers that come late open nothing over what was opened since', async () => {
    const { console, session } = await loginAt();
    let answer = () => {};
    const later = new Promise<void>((resolve) => {
      answer = resolve;
    });
    session.logins.providers = async () => {
      await later;
      return success(offered);
    };
    console.press('l');
    console.type('2anew');
    await console.see('new▏');
    answer();
    expect(await console.screen()).toContain('new▏');
  });

  test('L logs the selected session in again, in place', async () => {
    const { console, session } = await loginAt();
    console.press('L');
    await console.see('Claude again, as dev@example.com');
    expect(session.calls).toContain('login anthropic again claude-dev@example.com.json');
  });

  test('a session that cannot log in here says what to do instead', async () => {
    const { console } = await loginAt();
    console.press('j', 'L');
    await console.see('This server cannot log in to qwen');
  });

  test('where the provider is not known, as of a broken file, it is asked for', async () => {
    const { console, session } = await loginAt();
    const broken = [{ name: 'codex.json', disabled: false, broken: 'It is not JSON.' }];
    session.dispatch({ type: 'sessions-loaded', files: broken, at: testNow });
    await console.see('▸ –');
    console.press('L');
    await console.see('Log in to a provider');
  });

  test('without a client ID a provider says what to set, and i uploads instead', async () => {
    const { console } = await loginAt({ columns: 100, rows: 24 });
    console.press('l');
    await console.see(/Gemini +needs an OAuth client ID/);
    console.press('j', 'j', 'Enter');
    await console.see(missing);
    console.press('Escape');
    await console.see('Log in to a provider');
    console.press('i');
    await console.see('Upload auth files');
  });

  test('where no provider has a client ID, one sentence says so', async () => {
    const none = offered.map((provider) => ({ ...provider, missing }));
    const { console } = await loginAt({}, none);
    console.press('l');
    await console.see('This server has no OAuth client IDs.');
  });
});
