import { expect, test } from 'vitest';
import type { PublicClient } from '../../../../src/backend/public/client/public-client.ts';
import { writeConfigText } from '../../../../src/backend/public/edit/config-text.ts';
import { editConfig } from '../../../../src/backend/public/edit/edit-config.ts';
import type { EditContext } from '../../../../src/backend/public/edit/edit-step.ts';
import { readConfig } from '../../../../src/backend/public/read-config.ts';
import type { ConfigEdit } from '../../../../src/contract/config-edit.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';
import { good } from '../../conformance.ts';

const alpha = 'fake-client-key-alpha-0000000000000001';
const theirs = 'fake-client-key-of-another-program-0001';
const append = (value: string): ConfigEdit => ({ op: 'append', path: ['api-keys'], value });
const many = Array.from({ length: 11 }, (_, nth) => `fake-client-key-${String(nth).padStart(24, '0')}`);

/** A public server, and another program that writes to it: after the nth write, or in the pause that follows. */
function setUp({ after = 0, inPause = () => {} }: { after?: number; inPause?: () => void } = {}) {
  const state = { keys: [alpha], text: `api-keys: [${alpha}]\n`, debug: false };
  let writes = 0;
  const answer = {
    getConfig: () => ({ 'api-keys': [...state.keys], debug: state.debug }),
    getConfigText: () => state.text,
    putApiKeys: (input: string[]) => {
      state.keys = [...input];
    },
    patchApiKeys: ({ old, new: next }: { old: string; new: string }) => {
      const place = state.keys.indexOf(old);
      if (place < 0) state.keys.push(next);
      else state.keys[place] = next;
    },
    deleteApiKey: () => {
      state.keys = state.keys.filter((key) => !key.startsWith('removed-'));
    },
    putConfigText: (input: string) => {
      state.text = input;
    },
  };
  const client = {
    address: { base: 'http://127.0.0.1:1' },
    generation: () => 'v7',
    async request(id: string, { input }: { input?: never } = {}) {
      if (id === 'putSetting') return failure('failed', 'The disk is full.');
      const given = answer[id as keyof typeof answer](input as never);
      if (!id.startsWith('get') && ++writes === after) {
        state.keys.push(theirs);
        state.text += 'request-retry: 7\n';
      }
      return success(given ?? {});
    },
  } as unknown as PublicClient;
  let paused = false;
  const context: EditContext = {
    client,
    randomBytes: (count) => new Uint8Array(count),
    async wait() {
      if (!paused) inPause();
      paused = true;
    },
  };
  const edit = async (edits: readonly ConfigEdit[]) =>
    editConfig(context, edits, undefined, { seen: good(await readConfig(client)), text: '' });
  return { state, context, edit };
}

test('a list of client keys that another program adds to at the same moment has both', async () => {
  const { state, edit } = setUp({ after: 1 });
  good(await edit(many.map(append)));
  expect(state.keys).toEqual([alpha, ...many, theirs]);
});

test('client keys that another program adds to right after them are there once', async () => {
  const { state, edit } = setUp({ inPause: () => state.keys.push(theirs) });
  good(await edit([append('fake-one'), append('fake-two')]));
  expect(state.keys).toEqual([alpha, 'fake-one', 'fake-two', theirs]);
});

test('client keys of which one is lost right after them are taken out again before that is a conflict', async () => {
  const { state, edit } = setUp({ inPause: () => state.keys.pop() });
  expect(await edit([append('fake-one'), append('fake-two')])).toMatchObject({ ok: false, kind: 'conflict' });
  expect(state.keys).toEqual([alpha]);
});

test('a list that is taken back leaves what another program added', async () => {
  const { state, edit } = setUp({ after: 1 });
  const failed = await edit([...many.map(append), { op: 'set', path: ['debug'], value: true }]);
  expect(failed).toMatchObject({ ok: false, message: expect.stringContaining('were undone') });
  expect(state.keys).toEqual([alpha, theirs]);
});

test('an edit of the text beside which another program writes is done, and has no text to go back to', async () => {
  const { state, edit } = setUp({ after: 1 });
  const done = good(await edit([{ op: 'set', path: ['tls'], value: { enable: false } }]));
  expect(state.text).toContain('tls:');
  expect(done.text).toBeUndefined();
});

test('a whole text beside which another program writes is no conflict, as a part of it may be there', async () => {
  const { context } = setUp({ after: 1 });
  expect(await writeConfigText(context, 'debug: true\n', undefined)).toMatchObject({
    ok: false,
    kind: 'failed',
  });
});
