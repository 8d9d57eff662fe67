import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend, BackendSessions } from '../../src/backend/backend.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import type { BackendEvent } from '../../src/contract/change.ts';
import { claudeFile, examples, secret } from './auth-files/disk-world.ts';
import { exampleConfig, good, type Subject } from './conformance.ts';

const claude = 'claude-dev1@example.com.json';
const codex = 'codex-dev2@example.com-plus.json';
const kimi = 'kimi-1790000000000.json';
const conflict = { ok: false, kind: 'conflict' };
const invalid = { ok: false, kind: 'invalid' };

/** What some server cannot promise, each with the reason. */
export interface SessionLimits {
  /** A change leaves every byte that it is not about. */
  readonly bytes?: string;
  /** Damaged files are listed with the reason. */
  readonly broken?: string;
  /** Every file of the folder is listed. */
  readonly gemini?: string;
  /** A file that others put there arrives by itself. */
  readonly watch?: string;
}

/** What every backend with sessions promises (E3), whoever holds the files. */
export function describeSessionConformance(
  name: string,
  makeBackend: (configText: string) => Promise<Subject>,
  limits: SessionLimits = {},
): void {
  describe(`session conformance: ${name}`, () => {
    let subject: Subject;
    let backend: Backend;
    let sessions: BackendSessions;

    beforeEach(async () => {
      subject = await makeBackend(exampleConfig);
      backend = subject.backend;
      if (!backend.sessions) throw new Error('this backend knows nothing of sessions');
      sessions = backend.sessions;
      for (const file of readdirSync(examples)) put(file, readFileSync(join(examples, file), 'utf8'));
    });
    afterEach(() => subject.close());

    const promised = (limit: keyof SessionLimits, title: string, run: () => Promise<void>) => {
      const reason = limits[limit];
      if (reason === undefined) return test(title, run);
      return test(`no promise here, as ${reason}: ${title}`, () => expect(reason).not.toBe(''));
    };
    const folder = () => join(dirname(subject.configPath), 'auth');
    const put = (file: string, text: string) => writeFileSync(join(folder(), file), text, { mode: 0o600 });
    const read = (file: string) => readFileSync(join(folder(), file), 'utf8');
    const dataOf = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;
    const names = () => readdirSync(folder()).filter((file) => file.endsWith('.json'));
    const listed = async (): Promise<readonly AuthFile[]> => good(await sessions.list());
    const row = async (file: string) => (await listed()).find((one) => one.name === file);

    test('it says that it looks after them', () => {
      expect(backend.capabilities.sessions).not.toBe('absent');
    });

    test('a list tells provider, account, plan, project, note, priority and state, by name', async () => {
      const rows = await listed();
      const known = rows.filter((file) => !file.name.startsWith('gemini'));
      expect(known.map((file) => file.name)).toEqual(
        names()
          .filter((file) => !file.startsWith('gemini'))
          .sort(),
      );
      expect(await row(claude)).toMatchObject({
        provider: 'claude',
        account: 'dev1@example.com',
        note: 'shared dev account',
        priority: 5,
        disabled: false,
      });
      expect(await row(codex)).toMatchObject({ provider: 'codex', plan: 'plus' });
      expect(await row(kimi)).toMatchObject({ provider: 'kimi', disabled: true });
    });

    test('no list, and nothing that is printed of a download, holds a token', async () => {
      expect(JSON.stringify(await listed())).not.toMatch(/fake-\w+-(access|refresh)-token|eyJ/);
      const file = good(await sessions.download(claude));
      expect(JSON.parse(file.reveal())).toEqual(dataOf(claude));
      expect(`${file} ${JSON.stringify(file)}`).not.toContain('access-token');
    });

    promised('gemini', 'Google accounts are listed like the others', async () => {
      expect((await listed()).map((file) => file.provider)).toContain('gemini');
    });

    promised('broken', 'a damaged file is listed with the reason', async () => {
      put('cut.json', '{"type":"claude",');
      expect((await row('cut.json'))?.broken).toMatch(/not JSON/);
    });

    test('one that is looked into tells its expiry and prefix too', async () => {
      put(claude, JSON.stringify({ ...dataOf(claude), prefix: 'team' }));
      const file = good(await sessions.inspect(claude));
      expect(file).toMatchObject({
        prefix: 'team',
        expiresAt: Date.parse('2036-11-20T18:00:00Z'),
        renewable: true,
      });
      expect(file.partial).toBeUndefined();
      expect(JSON.stringify(file)).not.toContain('access-token');
      expect(await sessions.inspect('nope.json')).toMatchObject(conflict);
    });

    test('models are told, and none of a disabled account', async () => {
      expect(good(await sessions.models(claude)).length).toBeGreaterThan(0);
      expect(good(await sessions.models(kimi))).toEqual([]);
    });

    test('no quota is asked for of what is not there', async () => {
      expect(await sessions.askQuota('nope.json')).toMatchObject({ ok: false });
    });

    test('accounts are switched off and on, each by itself', async () => {
      const batch = good(await sessions.setDisabled([claude, 'nope.json', codex], true));
      expect(batch.done).toEqual([claude, codex]);
      expect(batch.failed).toMatchObject([
        { name: 'nope.json', message: expect.stringContaining('nope.json') },
      ]);
      expect([dataOf(claude).disabled, (await row(codex))?.disabled]).toEqual([true, true]);
      good(await sessions.setDisabled([codex], false));
      expect((await row(codex))?.disabled).toBe(false);
      expect(await sessions.setDisabled(['nope.json'], true)).toMatchObject(conflict);
      expect(await sessions.setDisabled([], true)).toMatchObject(invalid);
    });

    test('fields are set and taken away, and tokens stay', async () => {
      const { access_token: token } = dataOf(claude);
      const fields = {
        prefix: 'team-a',
        priority: 7,
        note: 'by hand',
        proxyUrl: 'http://proxy.example.com:1',
      };
      good(await sessions.editFields(claude, fields));
      expect(dataOf(claude)).toMatchObject({
        prefix: 'team-a',
        priority: 7,
        note: 'by hand',
        proxy_url: 'http://proxy.example.com:1',
        access_token: token,
      });
      good(await sessions.editFields(claude, { prefix: null, priority: null, note: null, proxyUrl: null }));
      expect(await row(claude)).not.toMatchObject({ note: expect.anything() });
      const { prefix, priority, proxy_url: proxy } = dataOf(claude);
      expect([prefix || undefined, priority || undefined, proxy || undefined]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(await sessions.editFields(claude, { prefix: 'a b' })).toMatchObject(invalid);
      expect(await sessions.editFields('nope.json', { note: 'x' })).toMatchObject(conflict);
    });

    promised('bytes', 'a change leaves every other byte of the file', async () => {
      const before = read(claude);
      good(await sessions.editFields(claude, { note: 'x' }));
      expect(read(claude)).toBe(before.replace('shared dev account', 'x'));
    });

    test('an upload is checked, lands, and goes over a file only when that was said', async () => {
      const name = 'claude-dev9@example.com.json';
      const file = secret(claudeFile());
      good(await sessions.upload(name, file, { overwrite: false, prefix: 'team' }));
      expect(dataOf(name)).toMatchObject({ ...claudeFile(), prefix: 'team' });
      expect(await row(name)).toMatchObject({ account: 'dev9@example.com' });
      expect(await sessions.upload(name, file, { overwrite: false })).toMatchObject(conflict);
      const { token } = good(
        await sessions.upload(name, secret(claudeFile('new@example.com')), { overwrite: true }),
      );
      expect(dataOf(name).email).toBe('new@example.com');
      good(await sessions.revoke([name]));
      good(await sessions.restore(token ?? ''));
      expect(dataOf(name).email).toBe('dev9@example.com');
    });

    test.each([
      ['a.json', '{"type":', {}],
      ['a.json', '{"hello":1}', {}],
      ['a.json', '{"type":"claude"}', {}],
      ['../a.json', JSON.stringify(claudeFile()), {}],
      ['a.txt', JSON.stringify(claudeFile()), {}],
      ['a.json', JSON.stringify(claudeFile()), { channel: 'codex' }],
      ['a.json', ' '.repeat(300 * 1024), {}],
    ])('an upload of %s that will not do is refused, and nothing lands (%#)', async (name, text, more) => {
      const before = names();
      const outcome = await sessions.upload(name, new Secret(text), { overwrite: true, ...more });
      expect(outcome).toMatchObject(invalid);
      expect(names()).toEqual(before);
    });

    test('what is revoked is gone, can be restored once, and never over another file', async () => {
      const before = dataOf(claude);
      const revoked = good(await sessions.revoke([claude, 'nope.json']));
      expect(revoked).toMatchObject({ done: [claude], failed: [{ name: 'nope.json' }] });
      expect(names()).not.toContain(claude);
      expect(await row(claude)).toBeUndefined();
      const [known] = good(await sessions.revocations());
      expect(known).toMatchObject({ token: revoked.token, names: [claude] });
      put(claude, JSON.stringify(claudeFile('other@example.com')));
      expect(await sessions.restore(revoked.token ?? '')).toMatchObject({ ok: false });
      expect(dataOf(claude).email).toBe('other@example.com');
      good(await sessions.revoke([claude]));
      expect(good(await sessions.restore(revoked.token ?? '')).done).toEqual([claude]);
      expect(dataOf(claude)).toMatchObject(before);
      expect(await sessions.restore(revoked.token ?? '')).toMatchObject(conflict);
      expect(await sessions.revoke(['nope.json'])).toMatchObject(conflict);
    });

    test('a cooldown is ended on request', async () => {
      good(await sessions.clearCooldown(claude));
      expect(await sessions.clearCooldown('nope.json')).toMatchObject({ ok: false });
    });

    /** A wait for the next word about auth files. */
    async function listening() {
      const events: BackendEvent[] = [];
      let wake = () => {};
      backend.subscribe((event) => {
        events.push(event);
        wake();
      });
      const told = () => events.filter(({ type }) => type === 'auth-files').length;
      const until = async (holds: () => boolean) => {
        while (!holds())
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      };
      good(await backend.load());
      if (backend.kind !== 'disk')
        await until(() => events.some(({ type }) => type === 'config' || type === 'activity'));
      await listed();
      return { told, until };
    }

    test('a change of its own is told', async () => {
      const { told, until } = await listening();
      good(await sessions.setDisabled([claude], true));
      await until(() => told() > 0);
    });

    promised('watch', 'a file that others put there is told, and listed', async () => {
      const { told, until } = await listening();
      const before = told();
      put('claude-late@example.com.json', JSON.stringify(claudeFile('late@example.com')));
      await until(() => told() > before);
      expect(await row('claude-late@example.com.json')).toMatchObject({ account: 'late@example.com' });
    });
  });
}
