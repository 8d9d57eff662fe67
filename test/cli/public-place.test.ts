import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { publicPlace } from '../../src/cli/compose/public-place.ts';
import { cliWorkspace } from './run-cli.ts';

test('config.yaml of a public server is no longer reported once its watch has ended, also while it begins', async () => {
  const { home, configPath } = await cliWorkspace();
  const io = { env: { XDG_STATE_HOME: join(home, 'state') }, home, cwd: home };
  const { watchConfig } = await publicPlace('http://127.0.0.1:8317', { configPath }, io);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const [ended, running] = [vi.fn(), vi.fn()];
  const end = watchConfig?.(ended);
  onTestFinished(watchConfig?.(running) ?? (() => {}));
  vi.runAllTimers();
  end?.();
  vi.useRealTimers();
  await expect.poll(() => running.mock.calls.length).toBeGreaterThan(0);
  expect(ended).not.toHaveBeenCalled();
});
