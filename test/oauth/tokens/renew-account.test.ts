import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure, success } from '../../../src/contract/outcome.ts';
import { readRedirect } from '../../../src/oauth/flow/read-redirect.ts';
import type { AccountStore } from '../../../src/oauth/tokens/account-store.ts';
import { createRenewals } from '../../../src/oauth/tokens/renew-account.ts';
import type { Fields } from '../../../src/providers/json-fields.ts';
import { openBrowser } from '../../helpers/oauth-server/browser.ts';
import { type OAuthServer, startOAuthServer } from '../../helpers/oauth-server/start-oauth-server.ts';
import { configFor, memoryAccounts, signInsFor, wanted } from '../oauth-world.ts';

let server: OAuthServer;
beforeAll(async () => {
  server = await startOAuthServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.tokens = 'answer';
});

const name = 'codex-dev@example.com-plus.json';

/** Auth files with one account that has just signed in. */
async function signedIn() {
  const accounts = memoryAccounts();
  const { signIns } = signInsFor(configFor(server), accounts.files);
  const { url, state } = wanted(await signIns.start('codex'));
  const redirect = readRedirect(await openBrowser().logIn(url));
  if (redirect) signIns.answer(redirect);
  await signIns.ended(state);
  const before = accounts.files.get(name);
  if (!before) throw new Error('nobody has signed in');
  return { accounts, before, access: String(before.access_token) };
}
const renewalsOf = (store: AccountStore, config = configFor(server)) =>
  createRenewals({ config: () => config, store, fetch: (url, init) => fetch(url, init), now: Date.now });
const refreshes = () => server.tokenRequests.filter(({ form }) => form.grant_type === 'refresh_token');

describe('renewing the tokens of an account', () => {
  test('gives fresh ones, with the refresh token that took the place of the old', async () => {
    const { accounts, before, access } = await signedIn();
    accounts.files.set(name, { ...before, note: 'mine' });
    const file = wanted(await renewalsOf(accounts).renew(name, access));
    expect(file.access_token).not.toBe(before.access_token);
    expect(file.refresh_token).not.toBe(before.refresh_token);
    expect(accounts.files.get(name)).toEqual(file);
    expect(file).toMatchObject({ note: 'mine', account_id: before.account_id });
  });

  test('asks once, however many want it at the same time', async () => {
    const { accounts, access } = await signedIn();
    const asked = refreshes().length;
    const renewals = renewalsOf(accounts);
    const files = await Promise.all([1, 2, 3].map(() => renewals.renew(name, access)));
    expect(new Set(files.map((file) => JSON.stringify(file))).size).toBe(1);
    expect(refreshes()).toHaveLength(asked + 1);
  });

  test('asks nothing when somebody else has been faster', async () => {
    const { accounts, access } = await signedIn();
    const [one, other] = [renewalsOf(accounts), renewalsOf(accounts)];
    const asked = refreshes().length;
    const both = await Promise.all([one.renew(name, access), other.renew(name, access)]);
    expect(both.map((file) => wanted(file).access_token)).toEqual(
      Array(2).fill(accounts.files.get(name)?.access_token),
    );
    expect(refreshes()).toHaveLength(asked + 1);
  });

  test('that the provider refuses marks the account, as only a new login helps', async () => {
    const { accounts, before } = await signedIn();
    accounts.files.set(name, { ...before, refresh_token: 'fake-refresh-token' });
    const renewals = renewalsOf(accounts);
    const refusal = {
      ok: false,
      kind: 'denied',
      message: expect.stringContaining('Codex answered invalid_grant: the code or token is used up'),
    };
    expect(await renewals.renew(name, String(before.access_token))).toMatchObject(refusal);
    const asked = server.tokenRequests.length;
    expect(await renewals.renew(name, String(before.access_token))).toMatchObject(refusal);
    expect(server.tokenRequests).toHaveLength(asked);
    expect(accounts.notes.get(name)).toMatchObject({
      trouble: 'failing',
      message: expect.stringContaining('invalid_grant'),
      lastRefresh: { ok: false },
    });
    expect(JSON.stringify(accounts.notes.get(name))).not.toContain('fake-refresh-token');
    expect(accounts.files.get(name)?.refresh_token).toBe('fake-refresh-token');
  });

  test('that does not get through is told, and marks nothing for good', async () => {
    const { accounts, before, access } = await signedIn();
    server.tokens = 'fail';
    expect(await renewalsOf(accounts).renew(name, access)).toMatchObject({ kind: 'unreachable' });
    expect(accounts.notes.get(name)?.lastRefresh).toMatchObject({ ok: false });
    expect(accounts.notes.get(name)?.trouble).toBeUndefined();
    expect(accounts.files.get(name)).toEqual(before);
  });

  test('does not use tokens before they are on disk, and writes them later when that failed', async () => {
    const { accounts, access } = await signedIn();
    let full = true;
    const store: AccountStore = {
      ...accounts,
      change: (file, task, signal) =>
        accounts.change(
          file,
          async (before) => {
            const after = await task(before);
            return after.ok && full ? failure('failed', 'The disk is full.') : after;
          },
          signal,
        ),
    };
    const renewals = renewalsOf(store);
    expect(await renewals.renew(name, access)).toMatchObject({ ok: false, message: 'The disk is full.' });
    expect(accounts.files.get(name)?.access_token).toBe(access);
    const asked = refreshes().length;
    full = false;
    const file = wanted(await renewals.renew(name, access));
    expect(file.access_token).not.toBe(access);
    expect(accounts.files.get(name)).toEqual(file);
    // The old refresh token was used up: asking again would have lost the account.
    expect(refreshes()).toHaveLength(asked);
  });

  test('is not done again for a token that is refused as soon as it is made', async () => {
    const { accounts, access } = await signedIn();
    const renewals = renewalsOf(accounts);
    const { access_token: next } = wanted(await renewals.renew(name, access));
    const asked = refreshes().length;
    expect(await renewals.renew(name, String(next))).toMatchObject({
      ok: false,
      message: `${name} is refused although its token is new.`,
    });
    expect(refreshes()).toHaveLength(asked);
  });

  test.each<[string, Fields, RegExp]>([
    ['has no refresh token', { type: 'codex', access_token: 'a' }, /has no refresh token/],
    [
      'is of no provider that is known',
      { type: 'other', access_token: 'a' },
      /logins are not supported here/,
    ],
  ])('cannot be done for a file that %s', async (_, file, why) => {
    const accounts = memoryAccounts(new Map([[name, file]]));
    expect(await renewalsOf(accounts).renew(name, 'a')).toMatchObject({
      ok: false,
      message: expect.stringMatching(why),
    });
  });

  test('needs the client id, and the file', async () => {
    const { accounts, access } = await signedIn();
    expect(await renewalsOf(accounts, {}).renew(name, access)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('oauth-clients: {codex: {client-id: YOUR-ID}}'),
    });
    expect(await renewalsOf(accounts).renew('gone.json', 'a')).toMatchObject({ kind: 'conflict' });
  });

  test('keeps the refresh token when the provider gives no new one', async () => {
    const file = { type: 'codex', access_token: 'old', refresh_token: 'fake-refresh-token' };
    const accounts = memoryAccounts(new Map([[name, file]]));
    const answer = { access_token: 'new', token_type: 'bearer', expires_in: 60 };
    const ask = vi.fn(async () => Response.json(answer));
    const config = configFor(server);
    const renewals = createRenewals({ config: () => config, store: accounts, fetch: ask, now: Date.now });
    expect(await renewals.renew(name, 'old')).toEqual(success(accounts.files.get(name)));
    expect(accounts.files.get(name)).toMatchObject({
      access_token: 'new',
      refresh_token: 'fake-refresh-token',
    });
  });
});
