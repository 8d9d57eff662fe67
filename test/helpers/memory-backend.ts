import type { Backend, ServerState } from '../../src/backend/backend.ts';
import { hashSecret } from '../../src/base/bcrypt.ts';
import { fingerprint } from '../../src/base/fingerprint.ts';
import { revisionOf } from '../../src/base/revision.ts';
import { Secret } from '../../src/base/secret.ts';
import type { AuditEntry } from '../../src/contract/audit.ts';
import type { BackendEvent, ConfigProblem } from '../../src/contract/change.ts';
import type { ClientKey, KeyRecord } from '../../src/contract/client-key.ts';
import type { Config } from '../../src/contract/config.ts';
import type { ConfigEdit, ItemMatch } from '../../src/contract/config-edit.ts';
import { type Failure, failure, success } from '../../src/contract/outcome.ts';

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

/** A backend on a plain object: config.yaml is JSON here, and a write is in force at once. */
export function memoryBackend(
  initial: Config,
  initialRecords: readonly KeyRecord[] = [],
  /** As a backend whose watcher has not seen its own writes yet. */
  silent = false,
): MemoryBackend {
  let config = structuredClone(initial);
  let records = [...initialRecords];
  let problem: ConfigProblem | null = null;
  let nextFailure: Failure | undefined;
  const edits: ConfigEdit[] = [];
  const audit: AuditEntry[] = [];
  const listeners = new Set<(event: BackendEvent) => void>();

  const text = () => JSON.stringify(config);
  const revision = () => revisionOf(text());
  const tell = (event: BackendEvent) => {
    if (silent) return;
    for (const listener of [...listeners]) listener(event);
  };
  const put = (next: Config) => {
    config = next;
    tell({ type: 'config', revision: revision() });
    return success({ revision: revision() });
  };
  const refused = (expected?: string): Failure | undefined => {
    const failed = nextFailure;
    nextFailure = undefined;
    if (failed) return failed;
    return expected !== undefined && expected !== revision()
      ? failure('conflict', 'config.yaml has changed meanwhile; read it again.')
      : undefined;
  };

  const backend: MemoryBackend = {
    kind: 'disk',
    place: 'memory',
    signedInAs: 'files',
    version: undefined,
    capabilities: {
      clientKeys: 'enforced',
      labels: 'enforced',
      expiry: 'enforced',
      activity: 'absent',
      configText: 'enforced',
      secretRotation: 'enforced',
      translation: 'absent',
      sessions: 'absent',
      push: 'enforced',
    },
    get config() {
      return config;
    },
    edits,
    get listeners() {
      return listeners.size;
    },
    async load() {
      const keys = (config['api-keys'] ?? []).map((key, at) => clientKey(key, at, records));
      const state: ServerState = { config, revision: revision(), clientKeys: keys, problem, warnings: [] };
      return success(state);
    },
    readConfigText: async () => success({ text: text(), revision: revision() }),
    async writeConfigText(written, options = {}) {
      const refusal = refused(options.revision);
      if (refusal) return refusal;
      try {
        return put(JSON.parse(written));
      } catch {
        return failure('invalid', 'The text is not JSON: line 1, column 1.', { line: 1, column: 1 });
      }
    },
    async editConfig(wanted, options = {}) {
      const refusal = refused(options.revision);
      if (refusal) return refusal;
      const next = structuredClone(config);
      for (const edit of wanted) {
        if (!applyEdit(next, edit)) return failure('conflict', 'The entry is no longer there.');
      }
      edits.push(...wanted);
      return put(next);
    },
    async editKeyRecords(wanted) {
      for (const edit of wanted) {
        const print = edit.op === 'put' ? edit.record.fingerprint : edit.fingerprint;
        records = records.filter((record) => record.fingerprint !== print);
        if (edit.op === 'put') records.push(edit.record);
      }
      tell({ type: 'key-records' });
      return success(undefined);
    },
    async setManagementSecret(secret) {
      const value = await hashSecret(secret.reveal());
      const outcome = await backend.editConfig([
        { op: 'set', path: ['remote-management', 'secret-key'], value },
      ]);
      return outcome.ok ? success(undefined) : outcome;
    },
    async appendAudit(entry) {
      audit.push(entry);
      return success(undefined);
    },
    readAudit: async (limit) => success(audit.slice(-limit)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {},
    outside: (next) => void put(structuredClone(next)),
    break(next) {
      problem = next;
      tell({ type: 'config-problem', problem });
    },
    failNext(failed) {
      nextFailure = failed;
    },
  };
  return backend;
}

function clientKey(key: string, at: number, records: readonly KeyRecord[]): ClientKey {
  const print = fingerprint(key);
  return {
    id: `${print}#${at}`,
    fingerprint: print,
    key: new Secret(key),
    record: records.find((record) => record.fingerprint === print),
    activity: undefined,
    duplicate: false,
    sample: key.startsWith('your-api-key'),
    weak: key.length < 32,
  };
}

/** False: a named item is not there. */
function applyEdit(root: object, edit: ConfigEdit): boolean {
  const names = edit.path.map(String);
  const last = names.pop() ?? '';
  let parent = root as Record<string, unknown>;
  for (const name of names) {
    parent[name] ??= {};
    parent = parent[name] as Record<string, unknown>;
  }
  if (edit.op === 'set') parent[last] = edit.value;
  else if (edit.op === 'unset') delete parent[last];
  else if (edit.op === 'move') return false;
  else {
    parent[last] ??= [];
    return applyToList(parent[last] as unknown[], edit);
  }
  return true;
}

type ListEdit = Extract<ConfigEdit, { op: 'append' | 'remove' | 'replace' }>;

function applyToList(list: unknown[], edit: ListEdit): boolean {
  const named: ItemMatch | undefined = edit.op === 'append' ? edit.after : edit.item;
  const at = named === undefined ? list.length - 1 : list.indexOf(named);
  if (at < 0 && named !== undefined) return false;
  if (edit.op === 'append') list.splice(at + 1, 0, edit.value);
  else if (edit.op === 'replace') list[at] = edit.value;
  else if (edit.every) for (let i = list.length; i--; ) list[i] === named && list.splice(i, 1);
  else list.splice(at, 1);
  return true;
}
