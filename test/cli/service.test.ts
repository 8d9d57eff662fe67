import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'plist';
import { describe, expect, test } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

const run = promisify(execFile);
/** undefined: this machine has no systemd. */
const verify = (path: string) =>
  run('systemd-analyze', ['verify', '--man=no', path]).then(
    ({ stderr }) => stderr,
    (error: NodeJS.ErrnoException & { stderr?: string }) =>
      error.code === 'ENOENT' ? undefined : error.stderr,
  );

describe('service', () => {
  test.each([false, true])('print is a unit that systemd accepts (of the system: %j)', async (system) => {
    const place = await cliWorkspace();
    const { stdout, code } = await cli(
      place,
      ['service', 'print', '--systemd', ...(system ? ['--system'] : [])],
      {
        io: { program: '/bin/true' },
      },
    );
    expect(code).toBe(0);
    expect(stdout).toContain(`"serve" "--config" "${place.configPath}"`);
    expect(stdout.includes(`ReadWritePaths="${place.authDir}"`)).toBe(system);
    const path = join(place.home, 'cli-proxy.service');
    await writeFile(path, stdout);
    expect((await verify(path)) ?? '').not.toContain('cli-proxy.service');
  });

  test('print --launchd is a property list with the keys of launchd.plist(5)', async () => {
    const place = await cliWorkspace();
    const config = join(place.home, 'a & <b>.yaml');
    await writeFile(config, await place.readConfig());
    const { stdout } = await cli(place, ['service', 'print', '--launchd', '--config', config]);
    expect(parse(stdout)).toEqual({
      Label: 'io.cli-proxy.serve',
      ProgramArguments: [process.execPath, 'not used', 'serve', '--config', config],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      Umask: 0o077,
      StandardErrorPath: join(place.home, 'Library/Logs/cli-proxy.log'),
    });
  });

  test('install writes the file once, keeps a different one, and says what starts it', async () => {
    const place = await cliWorkspace();
    const path = join(place.home, '.config', 'systemd', 'user', 'cli-proxy.service');
    const install = (...more: string[]) => cli(place, ['service', 'install', '--systemd', ...more]);
    const dry = await install('--dry-run');
    expect(dry.stderr).toContain(`Would write ${path}`);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    const first = await install();
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('systemctl --user enable --now cli-proxy'),
    });
    const text = await readFile(path, 'utf8');
    expect(await install()).toMatchObject({ code: 0, stderr: expect.stringContaining('the same already') });
    await writeFile(path, '# mine\n');
    expect((await install()).code).toBe(5);
    expect(await readFile(path, 'utf8')).toBe('# mine\n');
    expect((await install('--force')).code).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
