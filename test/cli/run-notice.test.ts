import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runNotice } from '../../src/cli/compose/effects/run-notice.ts';
import type { Notice } from '../../src/server/notices.ts';
import { managementSecret } from '../helpers/workspace.ts';
import { cliWorkspace } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

const notice: Notice = {
  event: 'quota',
  subject: 'claude-a.json',
  message: 'The 5h quota of claude dev@example.com is 93% used.',
  at: '2026-11-23T09:00:00.000Z',
};

async function script(code: string) {
  const folder = await mkdtemp(join(tmpdir(), 'notice-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'tell.mjs');
  const out = join(folder, 'told.json');
  await writeFile(path, code.replace('OUT', JSON.stringify(out)));
  return {
    command: [process.execPath, path, 'an argument; with "signs"'],
    told: () => readFile(out, 'utf8'),
  };
}

test('the command gets its arguments as they are, the notice as JSON on stdin, and no password', async () => {
  process.env.MANAGEMENT_PASSWORD = 'fake-management-password';
  onTestFinished(() => {
    delete process.env.MANAGEMENT_PASSWORD;
  });
  const { command, told } = await script(`
    import { readFileSync, writeFileSync } from 'node:fs';
    const { MANAGEMENT_PASSWORD: password = null } = process.env;
    const [, , ...args] = process.argv;
    writeFileSync(OUT, JSON.stringify({ args, notice: JSON.parse(readFileSync(0, 'utf8')), password }));
  `);
  expect(await runNotice(command, notice)).toEqual({ ok: true, value: undefined });
  expect(JSON.parse(await told())).toEqual({ args: ['an argument; with "signs"'], notice, password: null });
});

test('says what went wrong', async () => {
  const { command } = await script('process.exit(3);');
  expect(await runNotice(command, notice)).toMatchObject({ message: `${process.execPath} exited with 3.` });
  expect(await runNotice(['/no/such/program'], notice)).toMatchObject({
    message: '/no/such/program could not be run: ENOENT.',
  });
});

test('the management secret is not enough to choose the command that the server runs', async () => {
  const place = await cliWorkspace();
  const before = await readFile(place.configPath, 'utf8');
  await writeFile(place.configPath, `${before}notify: {command: ["/bin/true"]}\n`, { mode: 0o600 });
  const { url } = await serving(place);
  const manage = (path: string, method: string, body: string) =>
    fetch(`${url}/v0/management${path}`, {
      method,
      headers: { authorization: `Bearer ${managementSecret}` },
      body,
    });
  const sealed = await readFile(place.configPath, 'utf8');
  const other = sealed.replace('/bin/true', '/bin/false');
  const edits = [
    { op: 'set', path: ['notify', 'command'], value: ['/bin/false'] },
    { op: 'set', path: ['notify'], value: { command: ['/bin/false'] } },
    { op: 'append', path: ['notify', 'command'], value: 'more' },
  ];
  const refused = [
    await manage('/config.yaml', 'PUT', other),
    ...(await Promise.all(
      edits.map((edit) => manage('/console/config-edits', 'POST', JSON.stringify({ edits: [edit] }))),
    )),
  ];
  for (const answer of refused) {
    expect([400, 422]).toContain(answer.status);
    expect(await answer.text()).toContain('notify.command is not changed over the network');
  }
  expect(await readFile(place.configPath, 'utf8')).toBe(sealed);
  // The rest of the file may be changed.
  expect((await manage('/config.yaml', 'PUT', `${sealed}metrics: true\n`)).status).toBe(200);
});
