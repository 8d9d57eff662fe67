import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/contract/config.ts';
import { success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, type FakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const key = fakeKey('team-a');
const works = {
  state: 'works',
  cause: 'ok',
  message: 'The server takes the key and offers 2 models.',
  models: ['fake-alpha', 'fake-beta'],
  checkedAt: testNow,
};

/** Answers when the test says so. */
function held(session: FakeSession) {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  session.answer = async (_operation, _input, onProgress) => {
    onProgress?.({ text: 'connecting to 127.0.0.1' });
    onProgress?.({ text: 'connecting to 127.0.0.1', ms: 3 });
    onProgress?.({ text: 'waiting for 127.0.0.1 to answer' });
    await answered;
    return success(works);
  };
  return answer;
}

describe('a check of a client key', () => {
  test('is told step by step, and ends with what the answer means', async () => {
    const session = createFakeSession(signedIn([key]));
    const answer = held(session);
    const console = consoleAt(session);
    console.press('2', 't');
    const begun = await console.see('waiting for 127.0.0.1 to answer …');
    expect(begun).toContain('Check of team-a');
    expect(begun).toContain('✓ connecting to 127.0.0.1 · 3 ms');
    answer();
    const ended = await console.see('✓ The server takes the key');
    expect(ended).toContain('2 models: fake-alpha, fake-beta');
    expect(session.calls).toContain('ask check-client-key');
    expect(session.inputs).toEqual([{ fingerprint: key.fingerprint }]);
  });

  test('ends with its report', async () => {
    const session = createFakeSession(signedIn([key]));
    held(session);
    const console = consoleAt(session);
    console.press('2', 't');
    await console.see('to answer …');
    console.press('Escape');
    await console.gone('to answer …');
    expect(session.calls).toContain('cancel');
  });
});

describe('a rotation of a provider key', () => {
  const old = 'fake-provider-key-0000000000001111';
  const rotating = async (config: Config, title: string) => {
    const session = createFakeSession(signedIn([key], { config }));
    session.answer = () => success({ id: 'rotated' });
    const console = consoleAt(session);
    console.press('3', 'R');
    return { session, console, form: await console.see(title) };
  };
  const sent = async ({ session, console }: Awaited<ReturnType<typeof rotating>>) => {
    console.type('fake-provider-key-0000000000002222');
    console.press('Enter');
    await console.see('Done: rotate-provider-key');
    return session.inputs.at(-1);
  };

  test('asks the provider with the new key first', async () => {
    const at = await rotating({ 'claude-api-key': [{ 'api-key': old }] }, 'Rotate Claude key');
    expect(at.form).toContain('real request');
    expect(await sent(at)).toMatchObject({ check: 'real', mayCost: true, keepOld: false });
  });

  test('says before it is sent what the check may cost', async () => {
    const config: Config = {
      'openai-compatibility': [
        { name: 'cloro', 'base-url': 'https://api.cloro.dev', 'api-key-entries': [{ 'api-key': old }] },
      ],
    };
    const at = await rotating(config, 'Rotate cloro');
    expect(at.form).toMatch(/costs\s+one\s+question/);
    at.console.press('Tab', 'Right', 'Shift-Tab');
    expect(await sent(at)).not.toHaveProperty('check');
  });

  test('says so where no check is known, and offers none', async () => {
    const vertex = { 'api-key': old, 'base-url': 'https://vertex.example.com' };
    const at = await rotating({ 'vertex-api-key': [vertex] }, 'Rotate');
    expect(at.form).toMatch(/it is taken\s+unchecked/);
    expect(at.form).not.toContain('do not check');
    expect(await sent(at)).not.toHaveProperty('check');
  });
});
