import type { Backend, WriteOptions } from '../../src/backend/backend.ts';
import { type Revision, revisionOf } from '../../src/base/files/revision.ts';
import { hashSecret } from '../../src/base/secrets/bcrypt.ts';
import type { BackendEvent, ConfigProblem } from '../../src/contract/change.ts';
import type { KeyRecord } from '../../src/contract/client-key.ts';
import type { Config } from '../../src/contract/config.ts';
import type { ConfigEdit } from '../../src/contract/config-edit.ts';
import { type Failure, type Outcome, success } from '../../src/contract/outcome.ts';
import { createFakeBackend } from './fake-backend.ts';

export interface MemoryBackend extends Backend {
  readonly config: Config;
  /** Every edit that was written, in order. */
  readonly edits: readonly ConfigEdit[];
  /** As if somebody else had written the file. */
  outside(config: Config): void;
  /** As if the file on disk were broken, or good again. */
  break(problem: ConfigProblem | null): void;
  /** The next write fails with this. */
  failNext(failed: Failure): void;
  readonly listeners: number;
}

/** The fake as a server has it behind it: files that tell of each change, and a management secret that is hashed. */
export function memoryBackend(
  initial: Config,
  initialRecords: readonly KeyRecord[] = [],
  /** As a backend whose watcher has not seen its own writes yet. */
  silent = false,
): MemoryBackend {
  const fake = createFakeBackend(structuredClone(initial), { activity: 'absent', sessions: 'absent' });
  for (const record of initialRecords) fake.records.set(record.fingerprint, record);
  const edits: ConfigEdit[] = [];
  const listeners = new Set<(event: BackendEvent) => void>();
  let nextFailure: Failure | undefined;
  fake.refuse = (write) => {
    if (write !== 'config' && write !== 'text') return undefined;
    const failed = nextFailure;
    nextFailure = undefined;
    return failed;
  };

  const tell = (event: BackendEvent) => {
    if (silent) return;
    for (const listener of [...listeners]) listener(event);
  };
  const told = (written: Outcome<{ revision: Revision }>) => {
    if (written.ok) tell({ type: 'config', revision: written.value.revision });
    return written;
  };
  const editConfig = async (wanted: readonly ConfigEdit[], options?: WriteOptions) => {
    const written = await fake.editConfig(wanted, options);
    if (written.ok) edits.push(...wanted);
    return told(written);
  };

  return {
    ...fake,
    kind: 'disk',
    place: 'memory',
    signedInAs: 'files',
    version: undefined,
    get config() {
      return fake.config;
    },
    edits,
    get listeners() {
      return listeners.size;
    },
    writeConfigText: async (text, options) => told(await fake.writeConfigText(text, options)),
    editConfig,
    async editKeyRecords(wanted) {
      const written = await fake.editKeyRecords(wanted);
      tell({ type: 'key-records' });
      return written;
    },
    async setManagementSecret(secret) {
      const value = await hashSecret(secret.reveal());
      const written = await editConfig([{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
      return written.ok ? success(undefined) : written;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    outside(next) {
      fake.config = structuredClone(next);
      tell({ type: 'config', revision: revisionOf(JSON.stringify(fake.config, null, 2)) });
    },
    break(problem) {
      fake.problem = problem;
      tell({ type: 'config-problem', problem });
    },
    failNext(failed) {
      nextFailure = failed;
    },
  };
}
