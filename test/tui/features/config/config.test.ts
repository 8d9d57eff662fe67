import { describe, expect, test } from 'vitest';
import type { Backend, BackendKind } from '../../../../src/backend/backend.ts';
import { revisionOf } from '../../../../src/base/files/revision.ts';
import { maskOf } from '../../../../src/base/secrets/secret.ts';
import * as configText from '../../../../src/config/difference.ts';
import { applyEdits } from '../../../../src/config/edit/apply-edits.ts';
import { parseConfig } from '../../../../src/config/parse/parse-config.ts';
import { failure, type Outcome, success } from '../../../../src/contract/outcome.ts';
import { settingGroups } from '../../../../src/contract/settings/setting.ts';
import { changeSettings, previewSettings } from '../../../../src/operations/config/change-settings.ts';
import {
  listConfigChanges,
  previewRestore,
  restoreVersion,
} from '../../../../src/operations/config/config-history.ts';
import { listSettings } from '../../../../src/operations/config/list-settings.ts';
import type { Operation } from '../../../../src/operations/operation.ts';
import type { ConsoleState } from '../../../../src/store/state.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeBackend } from '../../../helpers/fake-backend.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn, testNow } from '../../../helpers/fake-session.ts';
import { contextOf } from '../../../operations/fixture.ts';

const start = `# The address.
host: 127.0.0.1
request-retry: 3 # rounds
api-keys:
  - fake-client-key-alpha-0000000000000001
plugins:
  own: {a: 1}
`;

/** A server whose config.yaml is a text in memory, behind the operations as they are. */
function serverWith(text: string, kind: BackendKind = 'embedded', more: Partial<ConsoleState> = {}) {
  const file = {
    text,
    versions: [] as { id: string; until: number; path: string | undefined; text: string }[],
  };
  const config = () => {
    const parsed = parseConfig(file.text);
    if (!parsed.ok) throw new Error(parsed.message);
    return parsed.value.config;
  };
  const backend: Backend = {
    ...createFakeBackend({}),
    kind,
    load: async () =>
      success({
        config: config(),
        revision: revisionOf(file.text),
        clientKeys: [],
        problem: null,
        warnings: [],
      }),
    readConfigText: async () => success({ text: file.text, revision: revisionOf(file.text) }),
    async editConfig(edits, options) {
      if (options?.revision !== revisionOf(file.text)) return failure('conflict', 'It was changed.');
      const edited = applyEdits(file.text, edits);
      if (!edited.ok) return edited;
      const id = '20261116T090000000Z';
      const path = `/fake/.console/config.yaml-0-${id}.yaml`;
      file.versions.unshift({ id, until: testNow, path, text: file.text });
      file.text = edited.value;
      return success({ revision: revisionOf(file.text) });
    },
    async writeConfigText(text, options) {
      if (options?.revision !== revisionOf(file.text)) return failure('conflict', 'It was changed.');
      file.text = text;
      return success({ revision: revisionOf(text) });
    },
    history: {
      versions: async () => success(file.versions),
      read: async (id) => success(file.versions.find((one) => one.id === id)?.text ?? ''),
    },
  };
  const operations: readonly Operation<never, unknown>[] = [
    ...[changeSettings, previewSettings, listSettings, listConfigChanges, previewRestore, restoreVersion],
  ];
  const session = createFakeSession({ ...signedIn([fakeKey('alpha')]), ...more });
  session.answer = async (id, input): Promise<Outcome<unknown>> => {
    const operation = operations.find((one) => one.id === id);
    if (!operation) return success(undefined);
    const context = { ...contextOf(backend as never), configText };
    const done = await operation.run(context, input as never);
    if (operation.audited !== false) reload(session);
    return done.ok ? success(done.value.result) : done;
  };
  return { file, session, reload: () => reload(session) };
}

/** What a change of config.yaml does to the store. */
function reload({ store }: ReturnType<typeof createFakeSession>): void {
  const { server } = store.snapshot();
  if (server)
    store.dispatch({ type: 'loaded', server: { ...server, config: { ...server.config } }, at: testNow });
}

interface At {
  readonly text?: string;
  readonly size?: { columns?: number; rows?: number; env?: Record<string, string> };
  readonly kind?: BackendKind;
  readonly more?: Partial<ConsoleState>;
}

async function at({ text = start, size = {}, kind, more = {} }: At = {}) {
  const server = serverWith(text, kind, more);
  const console = consoleAt(server.session, size);
  await console.see(':8317');
  console.press('6');
  await console.see('127.0.0.1 ');
  return { ...console, ...server };
}

/** Goes to a setting by its name. */
async function on(path: string, request: At = {}) {
  const console = await at(request);
  console.press('/');
  console.type(path);
  console.press('Enter');
  await console.see(new RegExp(`[▸>] ?${path.replace(/\./g, '\\.')}`));
  return console;
}

describe('the config screen', () => {
  test.each([
    [80, 24],
    [60, 20],
    [120, 40],
  ])('at %d×%d', async (columns, rows) => {
    const { see } = await at({ size: { columns, rows } });
    expect(await see('commercial-mode')).toMatchSnapshot();
  });

  test.each([60, 80, 120, 200])(
    'cuts no name of a setting and no explanation, %d columns wide',
    async (columns) => {
      const { see, press } = await at({ size: { columns, rows: 24 } });
      for (const _ of settingGroups) {
        const screen = await see('SETTING');
        expect(screen.split('\n').filter((line) => /^.{0,22}[\w.-]+…/.test(line))).toEqual([]);
        press('Right');
      }
    },
  );

  test('in Chinese', async () => {
    const { see } = await at({ size: { env: { NO_COLOR: '1', LANG: 'zh_CN.UTF-8' } } });
    expect(await see('服务器')).toMatch(/监听地址[\s\S]*重启后生效/);
  });

  test('a boolean changes with Enter, is collected, and goes back with Del', async () => {
    const { press, see, gone, file } = await on('ws-auth');
    press('Enter');
    await see('false *');
    expect(await see('1 unsaved change')).toContain(
      '! 1 unsaved change: ws-auth true → false. Press S to review and save.',
    );
    expect(file.text).toBe(start);
    press('Delete');
    await gone('unsaved');
  });

  test('back at its default, a setting that the file does not have is no change', async () => {
    const { press, see, gone } = await on('ws-auth');
    press('Enter');
    await see('false *');
    press('Enter');
    await gone('unsaved');
  });

  test('u takes back the last change that is not saved', async () => {
    const { press, see } = await on('ws-auth');
    press('Enter');
    await see('1 unsaved change: ws-auth');
    press('j', 'k', 'u');
    await see(/ws-auth +true /);
  });

  test.each([':set streaming.keep', ':streaming.keepal'])(
    '%s finds the setting with its group, and opens it',
    async (typed) => {
      const console = consoleAt(serverWith(start).session);
      await console.see(':8317');
      console.type(typed);
      await console.see(/[▸>] streaming\.keepalive-seconds +6 Config › Streaming/);
      console.press('Enter');
      expect(await console.see('Config › Streaming')).toMatch(/[▸>] streaming\.keepalive-seconds +0/);
    },
  );

  test(':set NAME VALUE collects the change and shows it for review', async () => {
    const { session, file } = serverWith(start);
    const console = consoleAt(session);
    await console.see(':8317');
    console.type(':set request-retry 5');
    await console.see(/[▸>] Set request-retry to 5 +6 Config/);
    console.press('Enter');
    expect(await console.see('[ Save ]')).toMatch(/\+ request-retry: 5 # rounds/);
    expect(file.text).toBe(start);
    console.press('Escape');
    await console.see(/[▸>] request-retry +5 \*/);
    console.type(':set ws-auth false');
    await console.see('Set ws-auth to false');
    console.press('Enter');
    expect(await console.see('2 changes')).toContain('ws-auth: false');
    console.press('Tab', 'Tab', 'Tab', 'Enter');
  });

  test(':set opens nothing over what was opened before it was answered', async () => {
    const { session } = serverWith(start);
    const { answer } = session;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    session.answer = async (id, input) => {
      await held;
      return answer(id, input);
    };
    const console = consoleAt(session);
    await console.see(':8317');
    console.type(':set request-retry 5');
    await console.see('Set request-retry to 5');
    console.press('Enter', '2', 'a');
    console.type('fake-label');
    await console.see('fake-label');
    release();
    expect(await console.see('request-retry was not changed')).toContain('fake-label');
  });

  test(':set warns of what opens the server as the screen does, and says what holds already', async () => {
    const { session, file } = serverWith(start);
    const console = consoleAt(session);
    await console.see(':8317');
    console.type(':set host 0.0.0.0');
    await console.see('Set host to 0.0.0.0');
    console.press('Enter');
    await console.see(/✕ Review changes · config\.yaml ═+ 1 change ╗/);
    console.press('Enter');
    expect(file.text).toBe(start);
    console.type(':set host default');
    await console.see('Set host to default');
    console.press('Enter');
    await console.see('- host: 127.0.0.1');
    console.press('Escape');
    console.type(':set request-retry 3');
    await console.see('Set request-retry to 3');
    console.press('Enter');
    await console.see('request-retry has this value already.');
  });

  test.each([
    [':set request-retry many', 'not available: request-retry must be a whole n'],
    [':set payload.default {}', 'Press E to change it'],
    [':server prod', 'cli-proxy tui prod.'],
  ])('%s says why not', async (typed, why) => {
    const console = consoleAt(serverWith(start).session);
    await console.see(':8317');
    console.type(typed);
    expect(await console.see(why)).toMatch(/[▸>] (Set|Server).*not available/);
    console.press('Enter');
    expect(await console.see(/^ *! /m)).toContain(`: ${typed.slice(1)}`);
  });

  test(':set with a part of a name opens that setting only, and Tab writes the name', async () => {
    const console = consoleAt(serverWith(start).session);
    await console.see(':8317');
    console.type(':set request-ret 5');
    await console.see(/[▸>] request-retry +6 Config/);
    console.press('Tab');
    console.type('5');
    await console.see('Set request-retry to 5');
  });

  test('a value is checked before it is kept', async () => {
    const { press, type, see } = await on('request-retry');
    press('Enter');
    await see('Value');
    type('999');
    press('Enter');
    await see('✕ request-retry must be at most 1000, not 3999');
    type('x');
    press('Enter');
    await see('✕ request-retry must be a whole number.');
    press('Backspace', 'Backspace', 'Backspace', 'Backspace', 'Enter');
    await see('3');
  });

  test('a choice is made from a list', async () => {
    const { press, see } = await on('routing.strategy');
    press('Enter');
    await see('weighted-round-robin');
    press('j', 'j', 'Enter');
    await see('fill-first *');
  });

  test('the difference is shown before it is saved, and one line of the file changes', async () => {
    const { press, type, see, file } = await on('request-retry');
    press('Enter');
    await see('Value');
    press('Backspace');
    type('5');
    press('Enter');
    await see('5 *');
    press('S');
    const review = await see('[ Save ]');
    expect(review).toMatch(/3 - request-retry: 3 # rounds[\s\S]*3 \+ request-retry: 5 # rounds/);
    expect(review).not.toMatch(/alpha-0000/);
    press('Enter');
    await see('Done: change-settings');
    expect(file.text).toBe(start.replace('retry: 3', 'retry: 5'));
  });

  test('what opens the server is a danger, and Enter saves nothing', async () => {
    const { press, type, see, gone, file } = await on('host');
    press('Enter');
    await see('Value');
    press('End');
    for (const _ of '127.0.0.1') press('Backspace');
    type('0.0.0.0');
    press('Enter');
    await see('0.0.0.0 *');
    press('S');
    await see(/✕ Review[\s\S]*Every network[\s\S]*\[ Keep editing \]/);
    press('Enter');
    await gone('Keep editing');
    expect(file.text).toBe(start);
    await see('0.0.0.0 *');
  });

  test('a setting that another program changed meanwhile: mine or theirs, and the rest is merged', async () => {
    const { press, see, gone, file, reload } = await on('request-retry');
    press('Enter');
    await see('Value');
    press('Backspace', '9', 'Enter');
    await see('9 *');
    file.text = file.text.replace('retry: 3', 'retry: 7').replace('# The address.', '# Mine.');
    reload();
    await see('9 !');
    press('S');
    await see('request-retry: theirs 7, yours 9');
    press('t');
    await gone('unsaved');
    await see(/request-retry +7/);
    press('Enter');
    await see('Value');
    press('Backspace', '9', 'Enter');
    await see('9 *');
    press('S');
    await see('[ Save ]');
    press('Enter');
    await see('Done: change-settings');
    expect(file.text).toBe(start.replace('retry: 3', 'retry: 9').replace('# The address.', '# Mine.'));
  });

  test('an edit between review and save is not overwritten, and the changes are kept', async () => {
    const { press, see, file } = await on('ws-auth');
    press('Enter', 'S');
    await see(/Review[\s\S]*y \/ n/);
    file.text = file.text.replace('# The address.', '# Mine.');
    press('y');
    await see(/Your changes still apply: press\s+S to review again\./);
    expect(file.text).not.toContain('ws-auth');
    press('S');
    await see(/Review[\s\S]*y \/ n/);
    press('y');
    await see('Done: change-settings');
    expect(file.text).toContain('# Mine.');
    expect(file.text).toContain('ws-auth: false');
  });

  /** A save that lands, and answers, when `land` is called. */
  const savingWsAuth = async (key: 'S' | 'q') => {
    const console = await on('ws-auth');
    const land = holdSaves(console);
    const { press, see, gone } = console;
    press('Enter');
    await see('false *');
    press(key);
    await see('y / n');
    press('y');
    await gone('y / n');
    return { ...console, land };
  };

  /** Saves land once the returned function is called. */
  const holdSaves = ({ session }: Awaited<ReturnType<typeof on>>) => {
    const { answer } = session;
    let land = () => {};
    const held = new Promise<void>((resolve) => {
      land = resolve;
    });
    session.answer = async (id, ...rest) => {
      if (id === 'change-settings') await held;
      return answer(id, ...rest);
    };
    return () => land();
  };

  test('a setting that is changed while others are saved stays unsaved', async () => {
    const { press, type, see, file, land } = await savingWsAuth('S');
    press('/', 'Ctrl-U');
    type('commercial-mode');
    press('Enter', 'Enter');
    await see('true *');
    land();
    await see('Done: change-settings');
    const screen = await see('1 unsaved');
    expect(screen).toMatch(/commercial-mode +true \*/);
    expect(file.text).toBe(`${start}ws-auth: false\n`);
  });

  test('a setting that is changed back while it is saved is a change of what was saved', async () => {
    const { press, see, gone, file, land } = await savingWsAuth('S');
    press('Enter');
    await gone('1 unsaved');
    land();
    await see('true *');
    expect(file.text).toContain('ws-auth: false');
    press('S');
    await see(/- ws-auth: false[\s\S]*\[ Save \]/);
    press('Enter');
    await see(/ws-auth +true +default/);
    expect(file.text).toBe(start);
  });

  /** A save of a new address of a database in place of another. */
  const savingDatabase = async () => {
    const text = `${start}usage-database: postgres://fake-user:fake-password-123@db.example.com/one\n`;
    const console = await on('usage-database', { text });
    const land = holdSaves(console);
    const { press, type, see, gone } = console;
    press('Enter');
    await see('Value');
    type('postgres://fake-user:fake-password-123@db.example.com/second');
    press('Enter');
    await see(' *');
    press('S');
    await see('[ Save ]');
    press('Enter');
    await gone('[ Save ]');
    return { ...console, land };
  };

  test('a change of a secret that is taken back while it is saved leaves its mask nowhere', async () => {
    const { press, see, gone, file, land, session } = await savingDatabase();
    press('u');
    await gone(' *');
    land();
    await see('Done: change-settings');
    expect(await see(/usage-database +post…cond /)).not.toContain('unsaved');
    expect(file.text).toContain('db.example.com/second\n');
    expect(session.calls.filter((call) => call === 'run change-settings')).toHaveLength(1);
  });

  test('a secret that is changed again while it is saved was not changed by another program', async () => {
    const { press, type, see, file, land } = await savingDatabase();
    press('Enter');
    await see('Value');
    type('postgres://fake-user:fake-password-123@db.example.com/third');
    press('Enter');
    await see('hird *');
    land();
    await see('Done: change-settings');
    press('S');
    await see('[ Save ]');
    press('Enter');
    await expect.poll(() => file.text).toContain('db.example.com/third\n');
  });

  test('a default that is kept, and that another program set too, is no change any more', async () => {
    const { press, see, left, file } = await on('request-retry');
    press('Delete');
    await see('0 *');
    file.text = file.text.replace('request-retry: 3 # rounds\n', '');
    press('q');
    await see('request-retry: theirs');
    press('m');
    expect(await left).toBe(0);
  });

  test('what is changed while it is saved before leaving is asked about', async () => {
    const { press, see, left, file, land } = await savingWsAuth('q');
    press('Enter');
    await see(/ws-auth +true +default/);
    land();
    await see(/- ws-auth: false[\s\S]*\[ Save and leave \]/);
    press('Enter');
    expect(await left).toBe(0);
    expect(file.text).toBe(start);
  });

  test('lists of keys and the secret lead to their place, structures to the editor', async () => {
    const { press, see } = await on('api-keys');
    press('Enter');
    await see('[2 Keys]');
    press('6', '/');
    const again = await on('payload.default-raw');
    again.press('Enter');
    await again.see('Press E to change it in your editor.');
  });

  test('an unknown setting is shown and explained', async () => {
    const { see } = await on('plugins.own');
    await see('No known server has this setting.');
  });

  test('a secret of the file has the mask that it has elsewhere', async () => {
    const key = 'fake-amp-key-for-this-test-aa10';
    const { see } = await on('ampcode.upstream-api-key', {
      text: `${start}ampcode: {upstream-api-key: ${key}}\n`,
    });
    await see(new RegExp(`upstream-api-key +${maskOf(key)} `));
  });

  test('a secret that is typed is shown nowhere', async () => {
    const { press, type, see, bytes } = await on('usage-database');
    press('Enter');
    await see('Value');
    type('postgres://fake-user:fake-password-123@db.example.com/one');
    press('Enter');
    await see(/usage-database +\S*… ?\S* \*/);
    press('S');
    await see('[ Save ]');
    expect(bytes()).not.toContain('fake-password');
  });

  test('what this server does not use is said', async () => {
    const { see } = await on('streaming.keepalive-seconds');
    await see(/none here[\s\S]*not used by this server/);
  });

  test('requests of clients do not load the settings again', async () => {
    const { session, reload, screen } = await at();
    const asked = () => session.calls.filter((call) => call === 'ask list-settings').length;
    expect(asked()).toBe(1);
    const [key] = session.store.snapshot().server?.clientKeys ?? [];
    const activity = { countedSince: 0, lastHour: 1, today: 1, hours: [] };
    if (key) session.dispatch({ type: 'activity', keys: { [key.fingerprint]: activity }, at: testNow });
    await screen();
    expect(asked()).toBe(1);
    reload();
    await expect.poll(asked).toBe(2);
  });

  test('an edit that the server does not load is shown too', async () => {
    const { session, file, see } = await at();
    file.text = file.text.replace('127.0.0.1', '127.0.0.9');
    const problem = { message: 'config.yaml, line 1: it is refused.', line: 1, column: 1 };
    session.dispatch({ type: 'config-problem', problem });
    await see('127.0.0.9 ');
  });

  test('a version is restored only in place of the text that it was compared with', async () => {
    const { press, see, file, session } = await on('ws-auth');
    press('Enter', 'S');
    await see('y / n');
    press('y');
    await see('Done: change-settings');
    press('h');
    await see(/History[\s\S]*\+ ws-auth: false/);
    press('R');
    await see('No, keep it');
    const compared = revisionOf(file.text);
    file.text += '# by another\n';
    press('y');
    await see('It was changed.');
    expect(session.inputs).toContainEqual(expect.objectContaining({ revision: compared }));
    expect(file.text).toContain('# by another');
  });

  test('the history shows what going back would change', async () => {
    const { press, see, session } = await on('ws-auth');
    press('Enter', 'S');
    await see('y / n');
    press('y');
    await see('Done: change-settings');
    press('h');
    await see(/History[\s\S]*\+ ws-auth: false/);
    press('c');
    await see('The path was copied to the system clipboard');
    expect(session.calls).toContain('copy');
    press('Enter');
    await see(/Going back before[\s\S]*- ws-auth: false[\s\S]*Esc close/);
    press('Escape');
    await see(/WHEN +BY +CHANGE[\s\S]*▸.*\+ ws-auth: false/);
    press('R');
    await see(/Restore config\.yaml as before[\s\S]*- ws-auth: false[\s\S]*\[ No, keep it \]/);
    press('n');
    await see('WHEN');
  });

  test('a difference that is longer than the box ends above the buttons', async () => {
    const server = serverWith(start);
    const long = Array.from({ length: 14 }, (_, nth) => `k${nth}: ${'x'.repeat(90)}\n`).join('');
    server.file.versions.push({ id: '1', until: testNow, path: '/fake', text: long });
    const { press, see } = consoleAt(server.session);
    await see(':8317');
    press('6', 'h');
    await see('1 version');
    press('R');
    expect(await see('y / n')).toMatch(/║ +\[ No, keep it \] +Restore +y \/ n +║/);
  });

  test('c copies the path of the version that a burst of keys ends on, and nothing where it has none', async () => {
    const server = serverWith(start);
    const versions = ['/fake/first', undefined, '/fake/third'].map((path, nth) => ({
      ...{ id: `${nth}`, until: testNow - nth, path, text: `${start}debug: true\n` },
    }));
    server.file.versions.push(...versions);
    const { press, see } = consoleAt(server.session);
    await see(':8317');
    press('6', 'h');
    await see('c copy path');
    press('j', 'c');
    await see(/▸.*\n(.*\n)+/);
    expect(server.session.calls).not.toContain('copy');
    press('j', 'c');
    await see('The path was copied to the system clipboard');
  });

  test('read-only, the history is there to look at', async () => {
    const server = serverWith(start, 'embedded', { readOnly: true });
    server.file.versions.push({ id: '1', until: testNow, path: '/fake', text: `${start}debug: true\n` });
    const { press, see } = consoleAt(server.session);
    await see(':8317');
    press('6', 'h');
    expect(await see('− debug: true')).not.toContain('R restore');
    press('R');
    await see('Read-only mode.');
    press('Enter');
    await see(/Going back before[\s\S]*\+ debug: true/);
  });

  test.each([
    ['max-retry-interval', /max-retry-interval +30 s .*\n[\s\S]*default 30 s · 0 to 86400 s/],
    ['logs-max-total-size-mb', /logs-max-total-size-mb +10 MiB[\s\S]*default 0 /],
    ['credential-in-flight.max-part-bytes', /max-part-bytes +256 KiB/],
    ['notify.quota-percent', /quota-percent +90% /],
    ['request-retry', /request-retry +3 /],
    // What 0 means is in its help: it is no time.
    ['transient-error-cooldown-seconds', /cooldown-seconds +0 /],
  ])('%s is shown in its unit', async (path, shown) => {
    const { see } = await on(path, { text: `${start}logs-max-total-size-mb: 10\n` });
    await see(shown);
  });

  test.each([80, 120])('the border names the file, %d columns wide', async (columns) => {
    const configPath = `/home/fake/${'folder/'.repeat(20)}config.yaml`;
    const { see } = await at({ size: { columns, rows: 40 }, more: { configPath } });
    await see(/─ (1.*· )?…\/folder\/(folder\/)*config\.yaml ╯/);
  });

  describe('leaving with unsaved settings', () => {
    const changed = async (ui: At = {}) => {
      const console = await on('request-retry', ui);
      console.press('Enter');
      await console.see('Value');
      console.press('Backspace', '9', 'Enter');
      await console.see('9 *');
      return console;
    };

    test('q shows them, and Enter saves them and quits', async () => {
      const { press, see, left, file } = await changed();
      press('q');
      await see(
        /Save 1 change of config\.yaml before you leave[\s\S]*\+ request-retry: 9[\s\S]*\[ Save and leave \]/,
      );
      press('Enter');
      expect(await left).toBe(0);
      expect(file.text).toContain('request-retry: 9');
    });

    test('Esc stays and keeps them', async () => {
      const { press, see, gone } = await changed();
      press('q');
      await see('[ Save and leave ]');
      press('Escape');
      await gone('Save and leave');
      await see('9 *');
    });

    test('they can be discarded', async () => {
      const { press, see, left, file } = await changed();
      press('q');
      await see('[ Save and leave ]');
      press('Right', 'Right', 'Enter');
      expect(await left).toBe(0);
      expect(file.text).toBe(start);
    });

    test('Ctrl-C asks once, and again leaves at once', async () => {
      const { press, see, left, file } = await changed();
      press('Ctrl-C');
      await see('[ Save and leave ]');
      press('Ctrl-C');
      expect(await left).toBe(0);
      expect(file.text).toBe(start);
    });

    test('without a server they cannot be saved, which is said', async () => {
      const { press, see, session, left } = await changed();
      session.dispatch({
        type: 'connection',
        connection: { kind: 'sign-in', reason: undefined, busy: false },
      });
      expect(await see('Sign in to')).not.toContain('Press S');
      press('Ctrl-C');
      await see(/nothing can be saved now[\s\S]*\[ Stay \]/);
      press('Right', 'Enter');
      expect(await left).toBe(0);
    });

    test.each(['list-settings', 'preview-settings'])(
      'where %s fails, q says why, and they can be discarded',
      async (asked) => {
        const { press, see, gone, session, left, file } = await changed();
        const { answer } = session;
        session.answer = async (id, ...rest) =>
          id === asked ? failure('invalid', 'line 3: A quote is open.') : answer(id, ...rest);
        press('q');
        await see(/Save 1 change[\s\S]*line 3: A quote is open\.[\s\S]*\[ Stay \]/);
        press('Enter');
        await gone('Discard and leave');
        await see('9 *');
        press('q');
        await see('[ Stay ]');
        press('Right', 'Enter');
        expect(await left).toBe(0);
        expect(file.text).toBe(start);
      },
    );

    /** On another screen, where changes of config.yaml are not followed. */
    const changedElsewhere = async () => {
      const console = await changed();
      console.press('2');
      await console.see('[2 Keys]');
      console.file.text = console.file.text.replace('retry: 3', 'retry: 7');
      return console;
    };

    test('from another screen, q asks first about what another program changed', async () => {
      const { press, see, left, file } = await changedElsewhere();
      press('q');
      await see('request-retry: theirs 7, yours 9');
      press('m');
      await see(/3 - request-retry: 7[\s\S]*3 \+ request-retry: 9[\s\S]*\[ Save and leave \]/);
      press('Enter');
      expect(await left).toBe(0);
      expect(file.text).toContain('request-retry: 9');
    });

    test('Ctrl-C leaves at once from each of the boxes that q opens', async () => {
      const first = await changedElsewhere();
      first.press('q');
      await first.see('theirs 7, yours 9');
      first.press('Ctrl-C');
      expect(await first.left).toBe(0);
      const second = await changedElsewhere();
      second.press('q');
      await second.see('theirs 7, yours 9');
      second.press('m');
      await second.see('[ Save and leave ]');
      second.press('Ctrl-C');
      expect(await second.left).toBe(0);
      expect(second.file.text).toContain('request-retry: 7');
    });

    test('an edit between q and Save and leave is not overwritten, and q reviews again', async () => {
      const { press, see, left, file } = await changed();
      press('2', 'q');
      await see('[ Save and leave ]');
      file.text = file.text.replace('# The address.', '# Mine.');
      press('Enter');
      await see(/Your changes still apply: quit\s+again to review them\./);
      press('q');
      await see('[ Save and leave ]');
      press('Enter');
      expect(await left).toBe(0);
      expect(file.text).toMatch(/# Mine\.[\s\S]*request-retry: 9/);
    });

    test('another place of the same config does not drop them', async () => {
      const { see, session, reload } = await changed();
      session.dispatch({ type: 'place', place: '/fake/config.yaml', configPath: undefined });
      session.dispatch({ type: 'loaded', server: fakeServer([]), at: testNow });
      reload();
      await see('9 *');
    });
  });

  test('read-only shows everything and changes nothing', async () => {
    const { press, see } = await on('ws-auth', { more: { readOnly: true } });
    press('Enter');
    await see('Read-only mode.');
  });
});
