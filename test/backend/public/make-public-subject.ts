import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPublic } from '../../../src/backend/public/client/connect-public.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import { startPublicServer } from '../../helpers/public-server/start-public-server.ts';
import { good, type Subject } from '../conformance.ts';

/** Pauses of seconds are over in a moment; what happens in them stays the same. */
const quick = {
  set: (run: () => void, ms: number) => setTimeout(run, ms / 20),
  clear: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

/** Client → stand-in of a public server, on this config.yaml. */
export async function makePublicSubject(kind: 'v7' | 'v6', configText: string): Promise<Subject> {
  const server = await startPublicServer({ kind, configText });
  const place = mkdtempSync(join(tmpdir(), 'public-folder-'));
  const folder = openConsoleFolder(place);
  const signIn = (secret: string) =>
    connectPublic({
      url: server.url,
      secret: new Secret(secret),
      folder,
      usageFeed: 'subscribe',
      timers: quick,
    });
  const backend = good(await signIn(server.secret));
  return {
    backend,
    configPath: server.configPath,
    signIn,
    async close() {
      await backend.close();
      await server.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}
