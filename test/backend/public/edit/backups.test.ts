import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PublicClient } from '../../../../src/backend/public/client/public-client.ts';
import { publicWrites } from '../../../../src/backend/public/edit/public-writes.ts';
import { knowConfig } from '../../../../src/backend/public/known-config.ts';
import { oneAtATime } from '../../../../src/base/async/one-at-a-time.ts';
import type { Revision } from '../../../../src/base/files/revision.ts';
import { openConsoleFolder } from '../../../../src/config/console-folder/console-folder.ts';
import type { ConfigEdit } from '../../../../src/contract/config-edit.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';

const alpha = 'fake-client-key-alpha-0000000000000001';
const before = `# ours\napi-keys:\n  - ${alpha}\n`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backups-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A public server on this machine that takes one write and then answers no more. */
function setUp() {
  const sent: string[] = [];
  const client = {
    address: { base: 'http://127.0.0.1:1' },
    generation: () => 'v7',
    async request(id: string) {
      if (id.startsWith('put') || id.startsWith('patch')) sent.push(id);
      if (sent.length > 0) return failure('unreachable', 'The server does not answer.');
      return success(id === 'getConfigText' ? before : { 'api-keys': [alpha] });
    },
  } as unknown as PublicClient;
  const writes = publicWrites({
    client,
    randomBytes: (count) => new Uint8Array(count),
    wait: async () => {},
    known: knowConfig(
      client,
      { config: {}, revision: 'none' as Revision },
      () => {},
      Date.now,
      () => {},
    ),
    inTurn: oneAtATime(),
    folder: openConsoleFolder(folder),
    accepted: undefined,
    name: 'config.yaml',
    now: Date.now,
  });
  return { writes, sent };
}

async function backups(): Promise<string[]> {
  const place = join(folder, '.console', 'backups');
  const names = await readdir(place).catch(() => []);
  return Promise.all(names.map((name) => readFile(join(place, name), 'utf8')));
}

const add: ConfigEdit = { op: 'append', path: ['api-keys'], value: 'fake-client-key-bravo-000000000000002' };

test.each(['a text', 'a setter'])(
  'the text is kept before %s replaces it, as its answer may never come',
  async (by) => {
    const { writes, sent } = setUp();
    const done =
      by === 'a text' ? await writes.writeConfigText('debug: true\n') : await writes.editConfig([add]);
    expect(done).toMatchObject({ ok: false, kind: 'unreachable' });
    expect(sent).toHaveLength(1);
    expect(await backups()).toEqual([before]);
  },
);

test('nothing is sent if the text cannot be kept', async () => {
  await mkdir(join(folder, 'elsewhere'));
  await symlink(join(folder, 'elsewhere'), join(folder, '.console'));
  const { writes, sent } = setUp();
  expect(await writes.writeConfigText('debug: true\n')).toMatchObject({ ok: false, kind: 'failed' });
  expect(await writes.editConfig([add])).toMatchObject({ ok: false, kind: 'failed' });
  expect(sent).toEqual([]);
});

test('what is refused before anything is sent leaves no backup', async () => {
  const { writes } = setUp();
  const gone: ConfigEdit = { op: 'remove', path: ['api-keys'], item: 'fake-client-key-not-there-0001' };
  expect(await writes.editConfig([gone])).toMatchObject({ ok: false, kind: 'conflict' });
  expect(await writes.writeConfigText('debug: true\n', { revision: 'other' as Revision })).toMatchObject({
    ok: false,
    kind: 'conflict',
  });
  expect(await backups()).toEqual([]);
});
