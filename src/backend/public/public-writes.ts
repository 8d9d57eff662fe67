import { failure, type Outcome } from '../../contract/outcome.ts';
import type { Backend } from '../backend.ts';
import type { EditContext } from './edit-step.ts';
import { isNotSaved } from './explain-public-answer.ts';
import type { KnownConfig } from './known-config.ts';
import { readConfig } from './read-config.ts';

export interface WriteOptions extends Omit<EditContext, 'signal'> {
  readonly known: KnownConfig;
  /** One write at a time: the server's race with its own reload. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
}

type Writes = Pick<Backend, 'writeConfigText' | 'editConfig' | 'setManagementSecret'>;

/** The writes of the port. The editor of YAML is loaded with the first of them, not before the first screen. */
export function publicWrites({ known, inTurn, ...context }: WriteOptions): Writes {
  function write<T>(
    task: (context: EditContext) => Promise<Outcome<T>>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    return inTurn(async () => {
      if (signal?.aborted) return failure('cancelled', 'Stopped before anything was sent.');
      known.forget();
      const outcome = await task({ ...context, signal });
      if (!outcome.ok && isNotSaved(outcome)) await known.lookAtFile();
      return outcome;
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
        if (known.problem()) await known.lookAtFile();
        return written;
      }, signal),
    editConfig: (edits, { revision, signal } = {}) =>
      write(async (own) => {
        const { editConfig } = await import('./edit-config.ts');
        const edited = await editConfig(own, edits, revision);
        if (!edited.ok) return edited;
        const { text, ...seen } = edited.value;
        known.tell(seen);
        return { ok: true, value: { revision: seen.revision, ...(text && { text }) } };
      }, signal),
    setManagementSecret: (secret, signal) =>
      write(async (own) => {
        const { rotateSecret } = await import('./rotate-secret.ts');
        return rotateSecret(own, secret);
      }, signal),
  };
}
