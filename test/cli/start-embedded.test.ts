import { expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '../../src/cli/compose/server/start-embedded.ts';

test('an embedded server whose program cannot be run is a failure, not an exception', async () => {
  const own = process.execPath;
  onTestFinished(() => {
    process.execPath = own;
  });
  process.execPath = '/nonexistent/node';
  const options = { program: 'none', configPath: 'none', keep: false, password: 'fake-password', env: {} };
  expect(await startEmbedded(options)).toMatchObject({
    ok: false,
    kind: 'failed',
    message: 'The embedded server did not start.',
  });
});
