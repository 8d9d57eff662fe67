import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import type { Config } from '../../src/contract/config.ts';
import type { ProviderKeyState } from '../../src/contract/provider-states.ts';
import { providerKeysOf } from '../../src/providers/provider-keys.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const minute = 60_000;
const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
const config: Config = {
  'claude-api-key': names.map((name) => ({ 'api-key': `fake-claude-key-0000000000-${name}`, prefix: name })),
};
const rows = providerKeysOf(config);
const failed: ProviderKeyState = {
  lastUsedAt: testNow - minute,
  lastError: { at: testNow - minute, status: 401, message: 'the key is wrong\u001b[2J' },
};
const cooling: ProviderKeyState = { coolingUntil: testNow + minute };

function overview(states?: readonly ProviderKeyState[], files?: readonly AuthFile[]) {
  const session = createFakeSession({
    ...signedIn([fakeKey('team-a')], { config }),
    ...(states && {
      providerStates: {
        states: Object.fromEntries(states.map((state, place) => [rows[place]?.id ?? '', state])),
        environment: undefined,
        loadedAt: testNow - 3 * minute,
        problem: undefined,
      },
    }),
    ...(files && { sessions: { files, loadedAt: testNow, problem: undefined } }),
  });
  const console = consoleAt(session);
  console.press('1');
  return { ...console, session };
}

const file = (more: Partial<AuthFile>): AuthFile => ({
  name: 'claude-dev.json',
  provider: 'claude',
  account: 'dev@example.com',
  disabled: false,
  ...more,
});

describe('providers on the overview', () => {
  test('are counted; how they fare is left out as long as nobody has asked', async () => {
    const { session, ...console } = overview();
    expect(await console.see('7 in all')).not.toContain('failing');
    expect(session.calls).toEqual([]);
  });

  test('that rest and that fail are counted, and the figure tells its age', async () => {
    const console = overview([failed, cooling]);
    await console.see('7 in all · 1 cooling · 1 failing · as of 3 min ago');
    await console.pass(minute);
    await console.see('7 in all · 1 failing · as of 4 min ago');
  });

  test('that fail need the user, with the reason; Enter goes there', async () => {
    const console = overview([failed]);
    const screen = await console.see('failing · 401 the key is wrong');
    expect(screen).toMatch(/▸ Claude key one \(fak…-one\): failing/);
    console.press('Enter');
    expect(await console.see('[3 Providers]')).toMatch(/▸ +Claude +one/);
  });

  test('many that fail are one line, and Enter shows just these', async () => {
    const console = overview([failed, failed, failed, failed, failed, failed]);
    await console.see('6 provider keys failing');
    console.press('Enter');
    await console.see('6 of 7 provider keys, filter: failing');
  });
});

describe('accounts on the overview', () => {
  test('that soon end and nobody renews need the user; Enter goes there', async () => {
    const soon = file({ expiresAt: testNow + 40 * minute });
    const console = overview([], [file({ name: 'other.json', account: 'ops@example.com' }), soon]);
    const screen = await console.see('claude dev@example.com: token expires in 40 min');
    expect(screen).toContain('2 in all · 1 active · 1 expiring');
    console.press('Enter');
    expect(await console.see('[4 Sessions]')).toMatch(/▸ +claude +dev@example.com/);
  });

  test('that are renewed by themselves do not, and those that have ended do', async () => {
    const renewed = file({ expiresAt: testNow + 40 * minute, renewable: true });
    const ended = file({ name: 'x.json', account: 'x@example.com', expiresAt: testNow - minute });
    const screen = await overview([], [renewed, ended]).see('expired 1 min ago; log in again');
    expect(screen).not.toContain('token expires');
  });

  test.each([
    [
      { trouble: 'needs verification', message: 'open the link' } as const,
      'needs verification: open the link',
    ],
    [{ trouble: 'failing', message: '401' } as const, 'failing: 401'],
    [{ broken: 'no JSON' } as const, 'its file is broken: no JSON'],
  ])('with trouble say which: %j', async (more, expected) => {
    await overview([], [file(more)]).see(`claude dev@example.com: ${expected}`);
  });
});
