import type { Backend, ServerState } from '../../src/backend/backend.ts';
import { clientKeysOf } from '../../src/backend/client-keys.ts';
import { type Revision, revisionOf } from '../../src/base/files/revision.ts';
import type { AuditEntry } from '../../src/contract/audit.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { ConfigProblem } from '../../src/contract/change.ts';
import type { KeyRecord } from '../../src/contract/client-key.ts';
import type { Config } from '../../src/contract/config.ts';
import { type Failure, failure, type Outcome, success } from '../../src/contract/outcome.ts';
import { editPlain, type Plain } from './edit-plain.ts';

/** A backend in memory whose config text is JSON; tests reach into it to play somebody else. */
export interface FakeBackend extends Backend {
  config: Config;
  records: Map<string, KeyRecord>;
  readonly audit: AuditEntry[];
  problem: ConfigProblem | null;
  managementSecret: string | undefined;
  activity: Parameters<typeof clientKeysOf>[2];
  /** Names of the writes in their order: `records`, `config`, `text`. */
  readonly writes: string[];
  /** Asked before each write; a failure refuses it. */
  refuse: (write: 'records' | 'config' | 'text' | 'audit' | 'secret') => Failure | undefined;
}

/** What our own server can, but for what is not of it. */
export const allEnforced: Capabilities = {
  clientKeys: 'enforced',
  labels: 'enforced',
  expiry: 'enforced',
  limits: 'enforced',
  activity: 'enforced',
  configText: 'enforced',
  secretRotation: 'enforced',
  everyProvider: 'shown',
  cooldowns: 'enforced',
  sessions: 'enforced',
  amp: 'enforced',
  push: 'enforced',
};

export function createFakeBackend(config: Config, capabilities: Partial<Capabilities> = {}): FakeBackend {
  const text = () => JSON.stringify(backend.config, null, 2);
  const revision = () => revisionOf(text());
  const land = (next: Config, expected: Revision | undefined): Outcome<{ revision: Revision }> => {
    if (expected !== undefined && expected !== revision()) {
      return failure('conflict', 'config.yaml was changed by somebody else, nothing was written.');
    }
    backend.config = next;
    return success({ revision: revision() });
  };
  const backend: FakeBackend = {
    kind: 'embedded',
    place: 'http://127.0.0.1:8317',
    signedInAs: 'management secret',
    version: '0.0.0',
    capabilities: { ...allEnforced, ...capabilities },
    config,
    records: new Map(),
    audit: [],
    problem: null,
    managementSecret: undefined,
    activity: undefined,
    writes: [],
    refuse: () => undefined,
    async load() {
      const state: ServerState = {
        config: structuredClone(backend.config),
        revision: revision(),
        clientKeys: clientKeysOf(backend.config, [...backend.records.values()], backend.activity),
        problem: backend.problem,
        warnings: [],
      };
      return success(state);
    },
    readConfigText: async () => success({ text: text(), revision: revision() }),
    async writeConfigText(next, options) {
      const refused = backend.refuse('text');
      if (refused) return refused;
      backend.writes.push('text');
      try {
        return land(JSON.parse(next) as Config, options?.revision);
      } catch {
        return failure('invalid', 'The text is not JSON: line 1, column 1.', { line: 1, column: 1 });
      }
    },
    async editConfig(edits, options) {
      const refused = backend.refuse('config');
      if (refused) return refused;
      backend.writes.push('config');
      const next = structuredClone(backend.config);
      for (const edit of edits) {
        const outcome = editPlain(next as Plain, edit);
        if (!outcome.ok) return outcome;
      }
      return land(next, options?.revision);
    },
    async editKeyRecords(edits) {
      const refused = backend.refuse('records');
      if (refused) return refused;
      backend.writes.push('records');
      for (const edit of edits) {
        if (edit.op === 'put') backend.records.set(edit.record.fingerprint, structuredClone(edit.record));
        else backend.records.delete(edit.fingerprint);
      }
      return success(undefined);
    },
    async setManagementSecret(secret) {
      backend.managementSecret = secret.reveal();
      return success(undefined);
    },
    async appendAudit(entry) {
      const refused = backend.refuse('audit');
      if (refused) return refused;
      backend.audit.push(entry);
      return success(undefined);
    },
    readAudit: async (limit) => success(backend.audit.slice(-limit)),
    subscribe: () => () => {},
    close: async () => {},
  };
  return backend;
}
