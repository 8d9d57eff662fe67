import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import { success } from '../../src/contract/outcome.ts';
import type { SignInProvider } from '../../src/contract/sign-in.ts';
import type { SignInAttempt, SignInFlow } from '../../src/contract/sign-in-flow.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const url = `https://accounts.example.com/o/auth?client_id=fake&state=${'0123456789abcdef'.repeat(4)}&scope=a%20b`;
const offered: readonly SignInProvider[] = [
  { id: 'anthropic', title: 'Claude', flow: 'browser' },
  { id: 'kimi', title: 'Kimi', flow: 'device' },
  { id: 'google', title: 'Gemini', flow: 'browser', missing: 'Write oauth-clients.google.client-id first.' },
];
const files: readonly AuthFile[] = [
  { name: 'claude-dev@example.com.json', provider: 'claude', account: 'dev@example.com', disabled: false },
  { name: 'qwen-x.json', provider: 'qwen', account: 'x', disabled: false },
];
const waiting = (more: Partial<SignInAttempt> = {}): SignInFlow => ({
  phase: 'waiting',
  provider: 'anthropic',
  start: { provider: 'anthropic', url, state: 'fake-state', flow: 'browser', expiresAt: testNow + 271_000 },
  callback: 'listening',
  ...more,
});

async function loginAt(size: { columns?: number; rows?: number } = {}) {
  const session = createFakeSession({
    ...signedIn([fakeKey('team-a')]),
    sessions: { files, loadedAt: testNow, problem: undefined },
  });
  session.loginProviders = () => success(offered);
  const console = consoleAt(session, size);
  console.press('4');
  await console.see('2 sessions');
  const flow = (next: SignInFlow) =>
    session.dispatch({ type: 'login', login: { title: 'Claude', flow: next } });
  const begin = async () => {
    console.press('l');
    await console.see('Log in at');
    console.press('Enter');
    await console.see('Asking for the link');
    flow(waiting());
  };
  return { console, session, flow, begin };
}

describe('logging in at a provider', () => {
  test('at 60×20 the whole link is there, unbroken, with the countdown and a field to paste into', async () => {
    const { console, begin, session } = await loginAt({ columns: 60, rows: 20 });
    await begin();
    const screen = await console.see('Waiting for the browser … 5 min left');
    expect(screen.replaceAll('\n', '')).toContain(url);
    expect(session.calls).toContain('login anthropic');
    // A terminal that can opens it on a click, and gets it whole.
    expect(console.bytes()).toContain(`\u001b]8;;${url}\u001b\\`);
  });

  test('what is pasted is handed in, and no letter of it is a command', async () => {
    const { console, begin, session } = await loginAt();
    await begin();
    await console.see('Waiting for the browser');
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
    await console.see('Waiting for the browser');
    console.press('Ctrl-Y');
    await console.see('The link was sent to your terminal');
    console.press('Ctrl-O');
    await console.see('opened in the browser');
    expect(session.calls).toContain('open link');
    console.press('Ctrl-G');
    await console.see('▄▄▄▄▄');
    console.press('Ctrl-G');
    await console.gone('▄▄▄▄▄');
    console.resize(80, 24);
    console.press('Ctrl-G');
    await console.see(/The QR code needs \d+×\d+ here/);
  });

  test('the box can be left: the login goes on, every screen says so, and l shows it again', async () => {
    const { console, begin, session } = await loginAt();
    await begin();
    await console.see('Waiting for the browser');
    console.press('Escape', '2');
    await console.see('The login to Claude is waiting for an answer');
    expect(session.calls).not.toContain('cancel login');
    console.press('4', 'l');
    await console.see('Waiting for the browser');
    console.press('Ctrl-X');
    await expect.poll(() => session.calls).toContain('cancel login');
  });

  test('each end says what came of it', async () => {
    const { console, begin, flow } = await loginAt();
    await begin();
    flow(waiting({ notice: 'The state is of another login.' }));
    await console.see('! The state is of another login.');
    flow({ phase: 'failed', provider: 'anthropic', reason: 'Claude refused: access_denied.' });
    await console.see('✕ Claude refused: access_denied.');
    flow({ phase: 'timed-out', provider: 'anthropic' });
    await console.see('begin again');
    flow({ phase: 'done', provider: 'anthropic', account: 'dev@example.com' });
    await console.see('✓ Logged in as dev@example.com.');
    console.press('Enter');
    await console.gone('✓ Logged in');
  });

  test('a device code stands there to be typed elsewhere, and nothing is to be pasted', async () => {
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
    const screen = await console.see('FAKE-1234');
    expect(screen).toContain('Waiting for the code to be confirmed');
    expect(screen).not.toContain('Paste ▸');
  });

  test('L logs the selected account in again, in place', async () => {
    const { console, session } = await loginAt();
    console.press('L');
    await console.see('Claude again, as dev@example.com');
    expect(session.calls).toContain('login anthropic again claude-dev@example.com.json');
  });

  test('an account without a login here says what to do instead', async () => {
    const { console } = await loginAt();
    console.press('j', 'L');
    await console.see('This server has no login for qwen');
  });

  test('a provider without a client id says the line to add', async () => {
    const { console } = await loginAt({ columns: 100, rows: 24 });
    console.press('l');
    await console.see('Write oauth-clients.google.client-id first.');
  });
});
