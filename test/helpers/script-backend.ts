import type { Backend, ServerState } from '../../src/backend/backend.ts';
import { revisionOf } from '../../src/base/files/revision.ts';
import type { AuditEntry } from '../../src/contract/audit.ts';
import type { BackendEvent } from '../../src/contract/change.ts';
import { type Outcome, success } from '../../src/contract/outcome.ts';
import { allEnforced } from './fake-backend.ts';

/** A backend that says what a test tells it to say; writes are not its business. */
export interface ScriptBackend extends Backend {
  readonly audit: AuditEntry[];
  loads: number;
  closed: boolean;
  /** The next loads answer this. */
  answer: Outcome<ServerState>;
  tell(event: BackendEvent): void;
  listeners(): number;
}

export function emptyState(revision = '1'): ServerState {
  return { config: {}, revision: revisionOf(revision), clientKeys: [], problem: null, warnings: [] };
}

export function scriptBackend(
  place = 'http://127.0.0.1:1',
  kind: Backend['kind'] = 'embedded',
): ScriptBackend {
  const listeners = new Set<(event: BackendEvent) => void>();
  const unused = () => Promise.reject(new Error('not part of this script'));
  return {
    kind,
    place,
    signedInAs: kind === 'disk' ? 'files' : 'local password',
    version: '0.0.0',
    capabilities: allEnforced,
    audit: [],
    loads: 0,
    closed: false,
    answer: success(emptyState()),
    async load() {
      this.loads += 1;
      return this.answer;
    },
    readConfigText: unused,
    writeConfigText: unused,
    editConfig: unused,
    editKeyRecords: unused,
    setManagementSecret: unused,
    async appendAudit(entry) {
      this.audit.push(entry);
      return success(undefined);
    },
    async readAudit() {
      return success(this.audit);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      this.closed = true;
    },
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    listeners: () => listeners.size,
  };
}
