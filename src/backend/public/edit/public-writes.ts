import { failure, type Outcome } from '../../../contract/outcome.ts';
import type { Backend } from '../../backend.ts';
import type { FileSight, PublicConfigFile } from '../config-file.ts';
import type { KnownConfig } from '../known-config.ts';
import { clientKeysIn, readConfig } from '../read-config.ts';
import type { EditContext } from './edit-step.ts';

export interface WriteOptions extends Omit<EditContext, 'signal'> {
  readonly known: KnownConfig;
  /** One write at a time: the server's race with its own reload. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly configFile: Pick<PublicConfigFile, 'gate'>;
}

type Writes = Pick<Backend, 'writeConfigText' | 'editConfig' | 'setManagementSecret'>;

/** The writes of the port, none of which begins while config.yaml is not what the server runs with. */
export function publicWrites({ known, inTurn, configFile, ...context }: WriteOptions): Writes {
  function write<T>(
    task: (context: EditContext, sight: FileSight) => Promise<Outcome<T>>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    return inTurn(async () => {
      if (signal?.aborted) return failure('cancelled', 'Stopped before anything was sent.');
      const sight = await configFile.gate(signal);
      if (!sight.ok) return sight;
      known.forget();
      return task({ ...context, signal }, sight.value);
    });
  }

  return {
    writeConfigText: (text, { revision, signal } = {}) =>
      write(async (own) => {
        const { writeConfigText } = await import('./write-config-text.ts');
        const written = await writeConfigText(own, text, revision);
        if (!written.ok) return written;
        const seen = await readConfig(own.client);
        if (seen.ok) known.tell(seen.value);
        known.found(null);
        return written;
      }, signal),
    editConfig: (edits, { revision, signal } = {}) =>
      write(async (own, sight) => {
        const { editConfig } = await import('./edit-config.ts');
        const edited = await editConfig(own, edits, revision, sight);
        if (!edited.ok) return edited;
        const { text, ...seen } = edited.value;
        known.tell(seen);
        const judged = await isApplied(own, sight, clientKeysIn(seen));
        if (judged !== undefined) known.judged(judged);
        const applied = known.isApplied();
        return {
          ok: true,
          value: { revision: seen.revision, ...(text && { text }), ...(!applied && { applied }) },
        };
      }, signal),
    setManagementSecret: (secret, signal) =>
      write(async (own) => {
        const { rotateSecret } = await import('./rotate-secret.ts');
        return rotateSecret(own, secret);
      }, signal),
  };
}

/** v7 applies what its setters write by itself; v6 must still see its file. undefined: nothing tells. */
async function isApplied(
  context: EditContext,
  { seen }: FileSight,
  now: readonly string[],
): Promise<boolean | undefined> {
  if (context.client.generation() !== 'v6') return true;
  const { appliesKeys } = await import('./applies-keys.ts');
  return appliesKeys(context, clientKeysIn(seen), now);
}
