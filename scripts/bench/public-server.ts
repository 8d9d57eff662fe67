import { startPublicServer } from '../../test/helpers/public-server/start-public-server.ts';
import { openWorkspace } from '../../test/helpers/workspace.ts';
import { type Measured, open } from './measure.ts';

export interface PublicFigures {
  /** ms from exec to the screen with the keys. */
  readonly data: readonly number[];
  /** ms from the change of another administrator, which the server pushes, to the row on the screen. */
  readonly push: readonly number[];
}

/** The console on a stand-in of the public server (v7) with 25 keys that takes 60 ms for each keyed request. */
export async function measurePublicServer(starts: number, changes: number): Promise<PublicFigures> {
  const clientKeys = Array.from({ length: 25 }, (_, at) => `fake-client-key-${String(at).padStart(20, '0')}`);
  const server = await startPublicServer({ kind: 'v7', clientKeys, bcryptDelayMs: 60 });
  const place = await openWorkspace({ keys: 0 });
  const openConsole = (): Measured =>
    open({
      cols: 100,
      rows: 40,
      args: ['tui', '--config', server.configPath, '--usage-feed', 'subscribe'],
      cwd: place.home,
      env: { ...place.env, CLI_PROXY_PASSWORD: server.secret },
      patience: 30_000,
    });
  try {
    const data: number[] = [];
    for (let count = 0; count <= starts; count += 1) {
      const console = openConsole();
      await console.terminal.waitFor(/25 keys|Keys +25/);
      // The first one fills the caches of the machine.
      if (count > 0) data.push(console.lastOutputAt() - console.started);
      await console.terminal.dispose();
    }
    const console = openConsole();
    await console.terminal.waitFor('● live');
    console.terminal.press('2');
    while (server.subscribers === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const push: number[] = [];
    for (let count = 1; count <= changes; count += 1) {
      const began = performance.now();
      await server.changeByOther((config) => {
        config['api-keys'] = [
          ...config['api-keys'],
          `fake-client-key-other-${String(count).padStart(16, '0')}`,
        ];
      });
      await console.terminal.waitFor(`${25 + count} keys`);
      push.push(console.lastOutputAt() - began);
    }
    await console.terminal.dispose();
    return { data, push };
  } finally {
    await server.close();
    await place.dispose();
  }
}
