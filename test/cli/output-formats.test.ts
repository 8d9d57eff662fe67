import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, cliWorkspace, collector } from './run-cli.ts';

describe('the format of an answer', () => {
  test('-o json is --json, and -o yaml has the same values', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'add', 'team-a']);
    const json = await cli(place, ['keys', 'list', '-o', 'json']);
    expect(json.json()).toMatchObject({ ok: true, keys: expect.any(Array) });
    expect((await cli(place, ['keys', 'list', '--json'])).stdout).toBe(json.stdout);
    const yaml = await cli(place, ['keys', 'list', '--output=yaml']);
    expect(parse(yaml.stdout)).toEqual(json.json());
  });

  test('-o csv has a row for each item, with the members of its members', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'add', 'one,two']);
    const { stdout } = await cli(place, ['keys', 'list', '-o', 'csv']);
    const [head = '', ...rows] = stdout.trim().split('\r\n');
    expect(head).toContain('label,');
    expect(head).toContain(',limits.tokensPerDay,');
    expect(rows.some((row) => row.includes('"one,two"'))).toBe(true);
  });

  test('what a terminal would obey is escaped in YAML', async () => {
    const { asYaml } = await import('../../src/cli/print/other-formats.ts');
    const value = { name: 'a\u202eb\u001b[31m\nc' };
    const text = asYaml(value);
    expect(text).not.toMatch(/[\u202e\u001b]/);
    expect(parse(text)).toEqual(value);
  });

  test('a failure is a document too, and its sentence is on stderr', async () => {
    const run = await cli(await cliWorkspace(), ['keys', 'show', 'nobody', '-o', 'yaml']);
    expect(run.code).not.toBe(0);
    expect(parse(run.stdout)).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    expect(run.stderr).toMatch(/^cli-proxy: /);
  });

  test.each([
    [['--json', '-o', 'yaml'], 'only one of'],
    [['-o', 'xml'], 'must be one of table, json, yaml, csv'],
  ])('%j is refused', async (words, sentence) => {
    const run = await cli(await cliWorkspace(), ['keys', 'list', ...words]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });

  test('--quiet leaves out the explanations, not the result', async () => {
    const run = await cli(await cliWorkspace(), ['keys', 'add', 'team-a', '-q']);
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/) });
  });
});

describe('the pager', () => {
  const onTerminal = async (rows: number) => {
    const place = await cliWorkspace();
    const [pager, paged] = [join(place.home, 'pager'), join(place.home, 'paged')];
    await writeFile(pager, `#!/bin/sh\ncat > '${paged}'\n`);
    await chmod(pager, 0o755);
    const out = collector();
    const stdout = Object.assign(out.stream, { isTTY: true, rows });
    await cli(place, ['keys', 'list', '--help'], { env: { PAGER: pager }, io: { stdout } });
    return { printed: out.text(), paged: await readFile(paged, 'utf8').catch(() => '') };
  };

  test('shows what is longer than the terminal', async () => {
    const { printed, paged } = await onTerminal(10);
    expect(printed).toBe('');
    expect(paged).toContain('Usage: cli-proxy keys list');
  });

  test('is not used for what fits', async () => {
    const { printed, paged } = await onTerminal(200);
    expect(printed).toContain('Usage: cli-proxy keys list');
    expect(paged).toBe('');
  });
});
