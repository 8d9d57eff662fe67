import { isDeepStrictEqual } from 'node:util';
import type { Backend, ServerState } from '../../src/backend/backend.ts';
import { clientKeysOf } from '../../src/backend/client-keys.ts';
import { type Revision, revisionOf } from '../../src/base/revision.ts';
import type { AuditEntry } from '../../src/contract/audit.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { ConfigProblem } from '../../src/contract/change.ts';
import type { KeyRecord } from '../../src/contract/client-key.ts';
import type { Config } from '../../src/contract/config.ts';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../src/contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../src/contract/outcome.ts';

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
    capabilities: {
      clientKeys: 'enforced',
      labels: 'enforced',
      expiry: 'enforced',
      activity: 'enforced',
      configText: 'enforced',
      secretRotation: 'enforced',
      translation: 'absent',
      sessions: 'enforced',
      push: 'enforced',
      ...capabilities,
    },
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
      return land(JSON.parse(next) as Config, options?.revision);
    },
    async editConfig(edits, options) {
      const refused = backend.refuse('config');
      if (refused) return refused;
      backend.writes.push('config');
      const next = structuredClone(backend.config);
      for (const edit of edits) {
        const outcome = applyTo(next as Json, edit);
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

type Json = { [key: string]: ConfigValue };

function applyTo(config: Json, edit: ConfigEdit): Outcome<void> {
  const last = edit.path.at(-1) as string;
  let parent: Json = config;
  for (const [index, step] of edit.path.slice(0, -1).entries()) {
    const next = stepInto(parent, step, edit.op === 'set' && typeof edit.path[index + 1] === 'string');
    if (next === undefined)
      return failure('conflict', 'There is no such item any more, nothing was written.');
    parent = next as Json;
  }
  if (edit.op === 'set') parent[last] = edit.value;
  else if (edit.op === 'unset') delete parent[last];
  else return editList(parent, last, edit);
  return success(undefined);
}

function stepInto(parent: ConfigValue, step: PathStep, make: boolean): ConfigValue | undefined {
  if (typeof step !== 'string') return (parent as ConfigValue[]).find((item) => matches(item, step.item));
  const mapping = parent as Json;
  if (make) mapping[step] ??= {};
  return mapping[step] ?? undefined;
}

function editList(
  parent: Json,
  name: string,
  edit: ConfigEdit & { op: 'append' | 'remove' | 'replace' | 'move' },
): Outcome<void> {
  const list = [...((parent[name] ?? []) as ConfigValue[])];
  const item = edit.op === 'append' ? edit.after : edit.item;
  const index = item === undefined ? list.length - 1 : list.findIndex((other) => matches(other, item));
  if (item !== undefined && index < 0) return failure('conflict', 'The item is not there any more.');
  if (edit.op === 'move') {
    const [moved] = list.splice(index, 1);
    const at = edit.after === null ? -1 : list.findIndex((other) => matches(other, edit.after as ItemMatch));
    if (edit.after !== null && at < 0) return failure('conflict', 'The item is not there any more.');
    list.splice(at + 1, 0, moved as ConfigValue);
  } else if (edit.op === 'append') list.splice(index + 1, 0, edit.value);
  else if (edit.op === 'replace') list[index] = edit.value;
  else if (edit.every) parent[name] = list.filter((other) => !matches(other, edit.item));
  else list.splice(index, 1);
  if (!(edit.op === 'remove' && edit.every)) parent[name] = list;
  return success(undefined);
}

function matches(value: ConfigValue, item: ItemMatch): boolean {
  if (typeof item !== 'object') return value === item;
  return Object.entries(item).every(([key, wanted]) => {
    const field = (value as Json)[key];
    return wanted === null
      ? field === undefined || field === null || field === ''
      : isDeepStrictEqual(field, wanted);
  });
}
