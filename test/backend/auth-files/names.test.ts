import { existsSync, linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { foldName, nameProblem } from '../../../src/backend/auth-files/names.ts';
import { good } from '../conformance.ts';
import { type AuthDirWorld, claudeFile, openAuthDir, secret } from './disk-world.ts';

let world: AuthDirWorld;
beforeEach(() => {
  world = openAuthDir(false);
});
afterEach(() => world.dispose());

const upload = (name: string) => world.sessions.upload(name, secret(claudeFile()), { overwrite: true });

describe('names of auth files', () => {
  test.each([
    'claude-dev1@example.com.json',
    'codex-dev2+work@example.com-plus.json',
    'gemini-jürgen@example.com-fake project.json',
    'kimi-1790000000000.JSON',
    '日本.json',
  ])('%s is good', async (name) => {
    good(await upload(name));
    expect(readdirSync(world.folder)).toContain(name);
  });

  test.each([
    '../evil.json',
    '..\\evil.json',
    '/etc/evil.json',
    'sub/evil.json',
    'C:evil.json',
    'evil.json:stream.json',
    '.hidden.json',
    '..json',
    '.console/evil.json',
    'evil.json/',
    'evil.json\0.json',
    'evil\n.json',
    ' evil.json',
    'evil.txt',
    'evil',
    '',
    '..',
    'aux.json',
    '%2e%2e%2fevil.json',
    '$(id).json',
    '-rf.json',
    '~root.json',
    // U+2215, U+2044, U+29F8, U+FF0F, U+FF3C, U+2216: what some system or eye takes for a separator
    '..∕evil.json',
    '..⁄evil.json',
    '..⧸evil.json',
    '..／evil.json',
    '..＼evil.json',
    '..∖evil.json',
    // U+2025 and U+FF0E: two dots and one
    '‥evil.json',
    '．．evil.json',
    // not in the normal form, and turned round
    'e\u0301vil.json',
    'evil\u202egnp.json',
    `${'x'.repeat(250)}.json`,
  ])('%j is refused, and nothing is written', async (name) => {
    expect(await upload(name)).toMatchObject({ ok: false, kind: 'invalid' });
    expect(existsSync(world.folder) ? world.names() : []).toEqual([]);
    expect(readdirSync(world.root)).toEqual(['auth']);
  });

  test('that differ from one that is there in case or form alone are a conflict', async () => {
    good(await upload('Claude-ß.json'));
    for (const name of ['claude-ß.json', 'CLAUDE-SS.json', 'Claude-ss.json']) {
      expect(await upload(name)).toMatchObject({ ok: false, kind: 'conflict' });
    }
    expect(world.names()).toEqual(['Claude-ß.json']);
  });

  test('reading and changing take the very name of a list and no other', async () => {
    good(await upload('claude-a.json'));
    writeFileSync(join(world.root, 'outside.json'), JSON.stringify(claudeFile()));
    const { sessions } = world;
    for (const name of ['CLAUDE-A.json', './claude-a.json', '../outside.json', 'sub/../claude-a.json', '']) {
      for (const outcome of [
        await sessions.download(name),
        await sessions.inspect(name),
        await sessions.editFields(name, { note: 'x' }),
        await sessions.setDisabled([name], true),
        await sessions.revoke([name]),
        await sessions.clearCooldown(name),
      ])
        expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    }
    expect(readdirSync(world.root).sort()).toEqual(['auth', 'outside.json']);
    expect(world.names()).toEqual(['claude-a.json']);
  });

  test('whatever is let in stays in its folder, on any system', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', '∕', '／', '‥', ':', '\0', '.json', 'con', ' '),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    const name = fc.array(part, { maxLength: 6 }).map((parts) => `${parts.join('')}.json`);
    fc.assert(
      fc.property(name, (text) => {
        if (nameProblem(text) !== undefined) return;
        for (const form of [text, foldName(text), text.normalize('NFKD')]) {
          expect(resolve('/auth', form).startsWith(`/auth${sep}`)).toBe(true);
          expect(resolve('/auth', form).split(sep)).toHaveLength(3);
          expect(form).not.toMatch(/[/\\:\0\x00-\x1f]/);
          expect(form.startsWith('.')).toBe(false);
        }
      }),
      { seed: 13, numRuns: 3_000 },
    );
  });
});

test('a link to what the console keeps is no account, whatever kind of link', async () => {
  good(await upload('claude-a.json'));
  const { token } = good(await world.sessions.revoke(['claude-a.json']));
  const revoked = join(world.folder, '.console', 'trash', token ?? '', 'claude-a.json.revoked');
  symlinkSync(revoked, join(world.folder, 'soft.json'));
  expect(good(await world.sessions.list())).toEqual([]);
  linkSync(revoked, join(world.folder, 'hard.json'));
  symlinkSync('hard.json', join(world.folder, 'both.json'));
  expect(good(await world.sessions.list())).toEqual([]);
  for (const name of ['soft.json', 'hard.json', 'both.json']) {
    expect(await world.sessions.download(name)).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await world.sessions.setDisabled([name], true)).toMatchObject({ ok: false, kind: 'conflict' });
  }
  expect(readFileSync(revoked, 'utf8')).not.toContain('disabled');
  // Somebody's own second name of an account is nobody else's business.
  writeFileSync(join(world.root, 'own.json'), JSON.stringify(claudeFile()));
  linkSync(join(world.root, 'own.json'), join(world.folder, 'own.json'));
  expect(good(await world.sessions.list()).map(({ name }) => name)).toEqual(['own.json']);
});
