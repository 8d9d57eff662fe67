import { readdirSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../src/contract/outcome.ts';
import { good } from '../conformance.ts';
import { type AuthDirWorld, claudeFile, openAuthDir, secret } from './disk-world.ts';

/** The call of the file system that fails, with its code, where the path fits. */
const fault = vi.hoisted(() => ({
  call: '',
  code: '',
  fits: (_path: string): boolean => true,
  hits: 0,
}));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const refuse = (path: string): never => {
    fault.hits += 1;
    throw Object.assign(new Error(`${fault.code}: ${path}`), { code: fault.code });
  };
  const failing = <A extends unknown[], R>(name: string, call: (...asked: A) => R) =>
    ((...asked: A): R | Promise<never> => {
      const path = String(asked[0]);
      if (fault.call === name && fault.fits(path)) return (async () => refuse(path))();
      return call(...asked);
    }) as (...asked: A) => R;
  const open = async (...asked: Parameters<typeof real.open>): Promise<FileHandle> => {
    const handle = await real.open(...asked);
    const path = String(asked[0]);
    if (!fault.fits(path)) return handle;
    return new Proxy(handle, {
      get(target, name) {
        if (name === 'writeFile' && fault.call === 'half a write') {
          return async (bytes: string) => {
            await target.writeFile(bytes.slice(0, bytes.length / 2));
            refuse(path);
          };
        }
        if (name === 'sync' && fault.call === 'sync') return async () => refuse(path);
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  const names = ['access', 'rename', 'link', 'mkdir', 'readdir', 'copyFile'] as const;
  const calls = names.map((name) => [name, failing(name, real[name] as never)]);
  return { ...real, ...Object.fromEntries(calls), open: failing('open', open as never) };
});

const claude = 'claude-dev1@example.com.json';
const inAuthDir = (path: string) => !path.includes('.console');
let world: AuthDirWorld;

beforeEach(() => {
  world = openAuthDir();
});
afterEach(async () => {
  fault.call = '';
  await world.dispose();
});

function failing(call: string, code: string, fits: (path: string) => boolean = inAuthDir): void {
  Object.assign(fault, { call, code, fits, hits: 0 });
}

/** The words of a failure that was really met. */
function words(outcome: Outcome<unknown>): string {
  expect(fault.hits).toBeGreaterThan(0);
  fault.call = '';
  return outcome.ok ? 'it went well' : outcome.message;
}

const steps = [
  ['half a write', 'ENOSPC', 'the disk is full; free some space and try again'],
  ['sync', 'EIO', 'the disk reports an error; check the disk'],
  ['rename', 'EROFS', 'the disk is read-only; make it writable'],
  ['open', 'EACCES', 'permission is denied; run as its owner or change its permissions'],
  ['open', 'EMFILE', 'too many files are open; close some programs and try again'],
] as const;

describe('a write that fails at', () => {
  test.each(steps)('%s with %s is one sentence, and the file is whole', async (call, code, cause) => {
    const before = world.read(claude);
    failing(call, code, (path) => inAuthDir(path) && /\.json/.test(path));
    const message = words(await world.sessions.editFields(claude, { note: 'new' }));
    expect(message).toBe(`Cannot write ${join(world.folder, claude)}: ${cause}.`);
    expect(world.read(claude)).toBe(before);
    expect(readdirSync(world.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    good(await world.sessions.editFields(claude, { note: 'new' }));
  });

  test.each([...steps.filter(([call]) => call !== 'rename'), ['link', 'EIO', 'the disk reports'] as const])(
    '%s with %s makes no new file',
    async (call, code, cause) => {
      failing(call, code, (path) => inAuthDir(path) && /\.json/.test(path));
      const text = secret(claudeFile());
      const message = words(await world.sessions.upload('claude-new.json', text, { overwrite: false }));
      expect(message).toContain(cause);
      expect(readdirSync(world.folder).filter((name) => /new|tmp/.test(name))).toEqual([]);
    },
  );

  test('a file that its owner has made read-only is not got around by a rename', async () => {
    const before = world.read(claude);
    failing('access', 'EACCES');
    expect(words(await world.sessions.setDisabled([claude], true))).toContain('permission is denied');
    expect(world.read(claude)).toBe(before);
  });

  test('the folder of the locks says so, and nothing is done', async () => {
    failing('mkdir', 'EACCES', () => true);
    expect(words(await world.sessions.revoke([claude]))).toContain('permission is denied');
    expect(world.names()).toContain(claude);
  });
});

describe('a revocation that fails', () => {
  test('leaves the file where it was, and no empty folder in the trash', async () => {
    failing('rename', 'EIO');
    expect(words(await world.sessions.revoke([claude]))).toContain('Cannot move away');
    expect(world.names()).toContain(claude);
    expect(readdirSync(join(world.folder, '.console', 'trash'))).toEqual([]);
    expect(good(await world.sessions.revocations())).toEqual([]);
  });

  test('a file system without hard links gives a revoked file back all the same', async () => {
    const text = world.read(claude);
    const { token = '' } = good(await world.sessions.revoke([claude]));
    failing('link', 'EPERM', () => true);
    expect(good(await world.sessions.restore(token))).toEqual({ done: [claude], failed: [] });
    expect(fault.hits).toBeGreaterThan(0);
    expect(world.read(claude)).toBe(text);
  });
});

test('a folder that cannot be read is one sentence, and is read again later', async () => {
  failing('readdir', 'EACCES');
  expect(words(await world.sessions.list())).toMatch(/^Cannot read .+: permission is denied; .+\.$/);
  expect(good(await world.sessions.list())).toHaveLength(5);
});
