import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Backend, BackendConfigFile } from '../../backend.ts';
import { words } from '../../words.ts';
import { type ConfigFileOptions, type ConfigSnapshot, publicConfigFile } from '../config-file.ts';
import { clientKeysIn, readConfig } from '../read-config.ts';
import { rotateSecret, writeConfigText } from './config-text.ts';
import { editConfig } from './edit-config.ts';
import { appliesKeys, type EditContext } from './edit-step.ts';

type Writes = Pick<Backend, 'writeConfigText' | 'editConfig' | 'setManagementSecret'>;

/**
 * config.yaml of a public server, and the writes of the port: none begins while the server runs with another
 * config.
 */
export function publicWrites(options: ConfigFileOptions): Writes & BackendConfigFile {
  const { known, inTurn, client, randomBytes, wait } = options;
  const { gate, remember, ...configFile } = publicConfigFile(options);

  function write<T>(
    task: (context: EditContext, snapshot: ConfigSnapshot) => Promise<Outcome<T>>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    return inTurn(async () => {
      if (signal?.aborted) return failure('cancelled', words().notSent);
      const snapshot = await gate(signal);
      if (!snapshot.ok) return snapshot;
      known.forget();
      return task({ client, randomBytes, wait, remember, signal }, snapshot.value);
    });
  }

  return {
    ...configFile,
    writeConfigText: (text, { revision, signal } = {}) =>
      write(async (context) => {
        const written = await writeConfigText(context, text, revision);
        if (!written.ok) return written;
        const seen = await readConfig(client);
        if (seen.ok) known.report(seen.value);
        known.found(null);
        return written;
      }, signal),
    editConfig: (edits, { revision, signal } = {}) =>
      write(async (context, snapshot) => {
        const edited = await editConfig(context, edits, revision, snapshot);
        if (!edited.ok) return edited;
        const { text, ...seen } = edited.value;
        known.report(seen);
        // v7 applies what its setters write by itself; v6 must still watch its file.
        const before = clientKeysIn(snapshot.seen);
        const applied =
          client.generation() !== 'v6' || (await appliesKeys(context, before, clientKeysIn(seen)));
        if (applied !== undefined) known.judged(applied);
        return success({ revision: seen.revision, text, applied: known.isApplied() });
      }, signal),
    setManagementSecret: (secret, signal) => write((context) => rotateSecret(context, secret), signal),
  };
}
