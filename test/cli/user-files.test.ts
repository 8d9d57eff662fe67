import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { userFiles } from '../../src/cli/compose/effects/user-files.ts';

async function place() {
  const home = await mkdtemp(join(tmpdir(), 'cli-proxy-user-files-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const cwd = join(home, 'work');
  await mkdir(cwd);
  return { home, cwd, files: userFiles({ home, cwd }) };
}
const text = new Secret('fake-token-text');

describe('files that the user names', () => {
  test('a new one is for the owner alone, at a path from the working folder or from home', async () => {
    const { home, cwd, files } = await place();
    expect(await files.save('out.json', text, { overwrite: false })).toEqual({
      ok: true,
      value: { path: join(cwd, 'out.json') },
    });
    expect(await readFile(join(cwd, 'out.json'), 'utf8')).toBe('fake-token-text');
    expect((await stat(join(cwd, 'out.json'))).mode & 0o777).toBe(0o600);
    expect(await files.save(' ~/other.json ', text, { overwrite: false })).toMatchObject({
      value: { path: join(home, 'other.json') },
    });
  });

  test('one that is there stays as it is, unless it may be overwritten', async () => {
    const { cwd, files } = await place();
    await writeFile(join(cwd, 'out.json'), 'mine');
    expect(await files.save('out.json', text, { overwrite: false })).toMatchObject({
      ok: false,
      kind: 'conflict',
    });
    expect(await readFile(join(cwd, 'out.json'), 'utf8')).toBe('mine');
    expect(await files.save('out.json', text, { overwrite: true })).toMatchObject({ ok: true });
    expect(await readFile(join(cwd, 'out.json'), 'utf8')).toBe('fake-token-text');
  });

  test('a folder that is missing is one sentence without the text', async () => {
    const { files } = await place();
    const saved = await files.save('nowhere/out.json', text, { overwrite: false });
    expect(saved).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Cannot write .*nowhere\/out\.json: .*\.$/),
    });
    expect(JSON.stringify(saved)).not.toContain('fake-token-text');
  });

  test('reading gives a secret; what is too large or no file is refused', async () => {
    const { cwd, files } = await place();
    await writeFile(join(cwd, 'in.json'), '{"type":"fake"}');
    const read = await files.read('in.json');
    expect(read.ok && read.value.text.reveal()).toBe('{"type":"fake"}');
    expect(await files.read('.')).toMatchObject({
      ok: false,
      message: expect.stringContaining('it is a folder'),
    });
    await truncate(join(cwd, 'in.json'), 5_000_000);
    expect(await files.read('in.json')).toMatchObject({ ok: false, kind: 'invalid' });
  });
});
