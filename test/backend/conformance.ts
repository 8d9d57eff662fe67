import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend, ServerState } from '../../src/backend/backend.ts';
import { revisionOf } from '../../src/base/files/revision.ts';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { BackendEvent } from '../../src/contract/change.ts';
import type { ConfigEdit } from '../../src/contract/config-edit.ts';
import type { Outcome } from '../../src/contract/outcome.ts';

export const alpha = 'fake-client-key-alpha-0000000000000001';
export const bravo = 'fake-client-key-bravo-0000000000000002';
export const charlie = 'fake-client-key-charlie-000000000000003';
const delta = 'fake-client-key-delta-0000000000000004';

export const exampleConfig = `# Gateway of the example team
host: 127.0.0.1
port: 0 # any free one
auth-dir: ./auth

remote-management:
  allow-remote: false
  secret-key: "fake-management-secret-0001"

# Clients
api-keys:
  - "${alpha}" # the website
  # nightly builds
  - ${bravo}

# stays as it is
custom-field: 0755
debug: false
`;

/** One backend on config files of its own. */
export interface Subject {
  readonly backend: Backend;
  /** What the backend ends up writing. */
  readonly configPath: string;
  /** Another way to the same server with this secret; absent: it asks for none. */
  readonly signIn?: (secret: string) => Promise<Outcome<Backend>>;
  close(): Promise<void>;
}

/** What some server cannot promise, each with the reason, which stands in the report of the tests. */
export interface Limits {
  /** The revision of a state names the bytes of config.yaml. */
  readonly fileRevision?: string;
  /** What an edit does not name stays byte for byte. */
  readonly bytes?: string;
  /** A file that was renamed over config.yaml is seen. */
  readonly rename?: string;
  /** A broken file is told of by itself. */
  readonly brokenFile?: string;
  /** The config shows remote-management. */
  readonly wholeConfig?: string;
}

const append = (value: string): ConfigEdit => ({ op: 'append', path: ['api-keys'], value });
const remove = (item: string): ConfigEdit => ({ op: 'remove', path: ['api-keys'], item });
const replace = (item: string, value: string): ConfigEdit => ({
  op: 'replace',
  path: ['api-keys'],
  item,
  value,
});

/** What every backend promises (DESIGN, seams), whoever holds the files. */
export function describeBackendConformance(
  name: string,
  makeBackend: (configText: string) => Promise<Subject>,
  limits: Limits = {},
): void {
  describe(`backend conformance: ${name}`, () => {
    let subject: Subject;
    let backend: Backend;

    /** A test of something that not every server can promise. */
    const promised = (limit: keyof Limits, title: string, run: () => Promise<void>) => {
      const reason = limits[limit];
      if (reason === undefined) return test(title, run);
      return test(`no promise here, as ${reason}: ${title}`, () => expect(reason).not.toBe(''));
    };
    const expectRevision = (revision: string | undefined) => {
      if (limits.fileRevision === undefined) expect(revision).toBe(revisionOf(onDisk()));
    };
    const onDisk = () => readFileSync(subject.configPath, 'utf8');
    const keysOf = (state: ServerState) => state.clientKeys.map((it) => it.key.reveal());

    async function loaded(): Promise<ServerState> {
      return good(await backend.load());
    }

    /** Starts listening and gives a wait for the event that fits; events before it are passed over. */
    async function listening() {
      const events: BackendEvent[] = [];
      let wake = () => {};
      backend.subscribe((event) => {
        events.push(event);
        wake();
      });
      async function next<T extends BackendEvent['type']>(
        type: T | readonly T[],
        fits: (event: Extract<BackendEvent, { type: T }>) => boolean = () => true,
      ): Promise<Extract<BackendEvent, { type: T }>> {
        for (;;) {
          const event = events.shift();
          if (event && [type].flat().includes(event.type as T) && fits(event as never)) return event as never;
          if (!event) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      }
      // A change feed is known to work once it has told something.
      await loaded();
      if (backend.kind !== 'disk') {
        await next('feed', (it) => it.state === 'live');
        await next(['config', 'activity']);
      }
      return { events, next };
    }

    beforeEach(async () => {
      subject = await makeBackend(exampleConfig);
      backend = subject.backend;
    });

    afterEach(() => subject.close());

    test('a load gives the keys in the order of the file, with the records known of them', async () => {
      good(
        await backend.editKeyRecords([
          { op: 'put', record: { fingerprint: fingerprint(bravo), label: 'ci', purpose: 'ci/cd' } },
        ]),
      );
      const state = await loaded();
      expect(keysOf(state)).toEqual([alpha, bravo]);
      expect(state.clientKeys.map((it) => it.record?.label)).toEqual([undefined, 'ci']);
      expect(state.clientKeys.map((it) => it.id)).toEqual([fingerprint(alpha), fingerprint(bravo)]);
      expect(state.problem).toBeNull();
      if (limits.wholeConfig === undefined) {
        expect(state.config['remote-management']?.['allow-remote']).toBe(false);
      }
    });

    test('a repeated key has an id of its own and is called a duplicate', async () => {
      good(await backend.editConfig([append(alpha), append(alpha)]));
      const { clientKeys } = await loaded();
      const print = fingerprint(alpha);
      expect(clientKeys.map((it) => it.id)).toEqual([print, fingerprint(bravo), `${print}#2`, `${print}#3`]);
      expect(clientKeys.map((it) => it.duplicate)).toEqual([false, false, true, true]);
    });

    test('an edit names its item by value, and the state after it is there at once', async () => {
      good(await backend.editConfig([replace(bravo, charlie), append(delta)]));
      expect(keysOf(await loaded())).toEqual([alpha, charlie, delta]);
      good(await backend.editConfig([remove(alpha)]));
      expect(keysOf(await loaded())).toEqual([charlie, delta]);
    });

    promised('fileRevision', 'the revision that an edit gives is the one on disk', async () => {
      const { revision } = good(await backend.editConfig([append(charlie)]));
      expect(revision).toBe(revisionOf(readFileSync(subject.configPath)));
      expect((await loaded()).revision).toBe(revision);
    });

    test('an item that is not there is a conflict, and nothing is written', async () => {
      const before = onDisk();
      expect(await backend.editConfig([remove(charlie)])).toMatchObject({ ok: false, kind: 'conflict' });
      expect(onDisk()).toBe(before);
    });

    test('of a batch with one edit that does not apply, nothing lands', async () => {
      const before = onDisk();
      const outcome = await backend.editConfig([append(charlie), remove(delta), remove(alpha)]);
      expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
      expect(onDisk()).toBe(before);
      expect(keysOf(await loaded())).toEqual([alpha, bravo]);
    });

    test('an edit of another revision than the one on disk is a conflict, and nothing is written', async () => {
      const { revision } = await loaded();
      good(await backend.editConfig([append(charlie)]));
      const before = onDisk();
      const outcome = await backend.editConfig([append(delta)], { revision });
      expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
      expect(onDisk()).toBe(before);
    });

    promised(
      'bytes',
      'everything that an edit does not name stays byte for byte, comments included',
      async () => {
        const before = onDisk();
        good(await backend.editConfig([append(charlie)]));
        good(await backend.editConfig([remove(charlie)]));
        expect(onDisk()).toBe(before);
        good(await backend.editConfig([replace(alpha, delta)]));
        expect(onDisk()).toBe(before.replace(alpha, delta));
      },
    );

    test('twenty appends at once all land, each once', async () => {
      const wanted = Array.from(
        { length: 20 },
        (_, i) => `fake-client-key-parallel-${String(i).padStart(12, '0')}`,
      );
      const outcomes = await Promise.all(wanted.map((key) => backend.editConfig([append(key)])));
      expect(outcomes.filter((it) => !it.ok)).toEqual([]);
      expect(
        keysOf(await loaded())
          .slice(2)
          .sort(),
      ).toEqual(wanted);
    });

    test('config.yaml is read and written as text, compared with what its writer saw', async () => {
      const read = good(await backend.readConfigText());
      expect(read).toEqual({ text: onDisk(), revision: revisionOf(onDisk()) });
      const text = read.text.replace('debug: false', 'debug: true');
      const written = good(await backend.writeConfigText(text, { revision: read.revision }));
      expect(onDisk()).toBe(text);
      expect(written.revision).toBe(revisionOf(text));
      expect((await loaded()).config.debug).toBe(true);
      const again = await backend.writeConfigText(read.text, { revision: read.revision });
      expect(again).toMatchObject({ ok: false, kind: 'conflict' });
      expect(onDisk()).toBe(text);
    });

    test('text that is no config is refused with its line, and nothing is written', async () => {
      const before = onDisk();
      const broken = before.replace('debug: false', 'debug: maybe');
      const line = broken.split('\n').indexOf('debug: maybe') + 1;
      expect(await backend.writeConfigText(broken)).toMatchObject({ ok: false, kind: 'invalid', line });
      expect(await backend.writeConfigText('api-keys: [')).toMatchObject({
        ok: false,
        kind: 'invalid',
        line: 1,
      });
      expect(onDisk()).toBe(before);
    });

    test('an edit made elsewhere arrives by itself, and a load shows it', async () => {
      const { next } = await listening();
      appendFileSync(subject.configPath, 'request-retry: 7\n');
      const event = await next('config');
      expectRevision(event.revision);
      expect((await loaded()).config['request-retry']).toBe(7);
    });

    promised('rename', 'a file that is renamed over config.yaml arrives by itself', async () => {
      const { next } = await listening();
      appendFileSync(subject.configPath, 'request-retry: 7\n');
      await next('config');
      writeFileSync(`${subject.configPath}.new`, onDisk().replace('request-retry: 7', 'request-retry: 8'));
      renameSync(`${subject.configPath}.new`, subject.configPath);
      await next('config');
      expect((await loaded()).config['request-retry']).toBe(8);
    });

    test('a write of its own is told once', async () => {
      const { events, next } = await listening();
      const { revision } = good(await backend.editConfig([append(charlie)]));
      expect(await next('config')).toEqual({ type: 'config', revision });
      // What comes after a later change would have come before it.
      good(await backend.editKeyRecords([{ op: 'put', record: { fingerprint: fingerprint(charlie) } }]));
      await next('key-records');
      good(await backend.editConfig([append(delta)]));
      const second = await next('config');
      expectRevision(second.revision);
      expect(events).toEqual([]);
    });

    promised(
      'brokenFile',
      'a broken file leaves the config in force and everybody told, until it is good again',
      async () => {
        const before = onDisk();
        const { next } = await listening();
        const state = await loaded();
        writeFileSync(subject.configPath, `${before}port: [\n`);
        const { problem } = await next('config-problem');
        expect(problem?.line).toBeGreaterThan(1);
        const during = await loaded();
        expect(during.problem).toEqual(problem);
        expect(keysOf(during)).toEqual([alpha, bravo]);
        expect(during.revision).toBe(state.revision);
        expect(good(await backend.readConfigText()).text).toBe(`${before}port: [\n`);
        const edit = await backend.editConfig([append(charlie)]);
        expect(edit).toMatchObject({ ok: false, kind: 'invalid' });
        expect(onDisk()).toBe(`${before}port: [\n`);
        writeFileSync(subject.configPath, before);
        expect(await next('config-problem')).toEqual({ type: 'config-problem', problem: null });
        expect((await loaded()).problem).toBeNull();
      },
    );

    promised('brokenFile', 'an emptied file does not open the proxy', async () => {
      const { next } = await listening();
      writeFileSync(subject.configPath, '');
      expect((await next('config-problem')).problem?.message).toMatch(/empty/);
      expect(keysOf(await loaded())).toEqual([alpha, bravo]);
    });

    test('records are put, replaced whole and forgotten', async () => {
      const print = fingerprint(alpha);
      const { next } = await listening();
      good(
        await backend.editKeyRecords([
          { op: 'put', record: { fingerprint: print, label: 'web', purpose: 'production' } },
        ]),
      );
      await next('key-records');
      expect((await loaded()).clientKeys[0]?.record).toMatchObject({ label: 'web', purpose: 'production' });
      good(await backend.editKeyRecords([{ op: 'put', record: { fingerprint: print, label: 'site' } }]));
      expect((await loaded()).clientKeys[0]?.record?.purpose).toBeUndefined();
      good(await backend.editKeyRecords([{ op: 'forget', fingerprint: print }]));
      expect((await loaded()).clientKeys[0]?.record).toBeUndefined();
    });

    test('the audit log gives its last entries, newest last', async () => {
      const entry = (operation: string) => ({
        time: '2026-11-21T09:00:00.000Z',
        user: 'tester',
        operation,
        fingerprints: [fingerprint(alpha)],
      });
      for (const id of ['add-client-key', 'rotate-client-key', 'revoke-client-keys']) {
        good(await backend.appendAudit(entry(id)));
      }
      const entries = good(await backend.readAudit(2));
      expect(entries).toEqual([entry('rotate-client-key'), entry('revoke-client-keys')]);
    });

    test('a new management secret is stored as its hash and works from then on', async () => {
      const secret = 'fake-management-secret-0002';
      good(await backend.setManagementSecret(new Secret(secret)));
      expect(onDisk()).not.toContain(secret);
      expect(onDisk()).toMatch(/secret-key: ["']?\$2a\$10\$/);
      expect(keysOf(await loaded())).toEqual([alpha, bravo]);
      if (!subject.signIn) return;
      const second = good(await subject.signIn(secret));
      await second.close();
      expect(await subject.signIn('fake-management-secret-0001')).toMatchObject({
        ok: false,
        kind: 'denied',
      });
    });

    test('a management secret that is too short is refused, and nothing is written', async () => {
      const before = onDisk();
      const outcome = await backend.setManagementSecret(new Secret('short'));
      expect(outcome).toMatchObject({ ok: false, kind: 'invalid' });
      expect(onDisk()).toBe(before);
    });

    test('what is stopped before it began writes nothing', async () => {
      const before = onDisk();
      const signal = AbortSignal.abort();
      const stopped = { ok: false, kind: 'cancelled' };
      expect(await backend.editConfig([append(charlie)], { signal })).toMatchObject(stopped);
      expect(await backend.writeConfigText('debug: true\n', { signal })).toMatchObject(stopped);
      expect(await backend.load(signal)).toMatchObject(stopped);
      expect(onDisk()).toBe(before);
    });

    test('a listener that has left hears nothing more', async () => {
      const left: BackendEvent[] = [];
      const leave = backend.subscribe((event) => left.push(event));
      const { next } = await listening();
      leave();
      const before = left.length;
      good(await backend.editConfig([append(charlie)]));
      await next('config');
      expect(left.length).toBe(before);
    });
  });
}

/** The value of an outcome that must be good. */
export function good<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.kind}: ${outcome.message}`);
  return outcome.value;
}
