import type { BackendKind, ServerState } from '../../backend/backend.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import type { AuthFile } from '../../contract/auth-file.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, PathStep } from '../../contract/config-edit.ts';
import type { ConfigFacts, FileMode, Known, MachineFacts } from '../../contract/facts.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { ProviderKeyStatus } from '../../contract/provider-states.ts';
import type { UsageRefusal } from '../../contract/usage-figures.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import type { Finding, Severity, Where } from './finding.ts';

/** All that checks look at, gathered before any of them runs. */
export interface CaseFacts {
  /** ms since the epoch. */
  readonly now: number;
  readonly server: {
    readonly kind: BackendKind;
    /** Base URL, or the path of config.yaml. */
    readonly place: string;
    readonly capabilities: Capabilities;
  };
  /** What the server acts on. */
  readonly state: ServerState;
  /** What config.yaml says; it has settings that a public server does not report. */
  readonly file: Known<ConfigFacts>;
  /** The file's where it is known, else the one in force. */
  readonly config: Config;
  readonly machine: Known<MachineFacts>;
  readonly sessions: Known<readonly AuthFile[]>;
  /** Requests without a valid client key in the last day, by address, most first. */
  readonly refusals: Known<readonly UsageRefusal[]>;
  /** Why usage cannot be stored, or not whole: sentences of the server. */
  readonly usageProblems: readonly string[];
  /** Names of what a server takes for accounts in the console's own folder. */
  readonly loadedFromConsoleFolder: Known<readonly string[]>;
  /** How far its clock is from ours, ms; positive: it is ahead. */
  readonly clock: Known<number>;
  readonly providerKeys: Known<readonly ProviderKeyVerdict[]>;
}

/** What is known of a provider key: by a real request where one was asked for, else as the server reports it. */
export interface ProviderKeyVerdict {
  /** Of its row. */
  readonly id: string;
  /** `openrouter (sk-o…2b2b)`. */
  readonly name: string;
  readonly state: 'works' | 'unknown' | Extract<ProviderKeyStatus, 'rejected' | 'no credit' | 'failing'>;
  /** HTTP status of the provider. */
  readonly status?: number | undefined;
  /** Cause and remedy, or why nothing is known; one sentence. */
  readonly message: string;
}

/** How a finding is fixed, as data. It may hold secrets, so it never leaves the operation. */
export type Repair =
  /** `back` undoes it where the text from before can no longer be put back whole. */
  | {
      readonly kind: 'edits';
      readonly edits: readonly ConfigEdit[];
      readonly back: readonly ConfigEdit[];
      /** Of the client keys that it is about. */
      readonly fingerprints: readonly Fingerprint[];
    }
  | { readonly kind: 'modes'; readonly modes: readonly FileMode[] }
  | { readonly kind: 'folder'; readonly path: string }
  /** The management secret stays the same and is kept as its hash. */
  | { readonly kind: 'hash-secret'; readonly secret: Secret }
  | { readonly kind: 'operation'; readonly run: BoundOperation };

/** An operation with its input. */
type BoundOperation = (context: OperationContext) => Promise<Outcome<Done<unknown>>>;

export const bound =
  <Input, Result>(operation: Operation<Input, Result>, input: Input): BoundOperation =>
  (context) =>
    operation.run(context, input);

export interface Found extends Omit<Finding, 'check' | 'id'> {
  /** What of several it is about: a fingerprint, a path; absent where there can be only one. */
  readonly subject?: string;
  readonly repair?: Repair;
}

interface CheckResult {
  readonly found: readonly Found[];
  /** Why it, or a part of it, could not be looked at. */
  readonly unchecked?: string | undefined;
}

export const found = (list: readonly Found[], unchecked?: string): CheckResult => ({
  found: list,
  unchecked,
});
export const notChecked = (why: string): CheckResult => ({ found: [], unchecked: why });

/** One thing that is looked at: a file in checks/ and a line in its index. Pure. */
export interface Check {
  readonly id: string;
  /** What is looked for, in a few words. */
  readonly title: string;
  /** And more precisely, for the docs. */
  readonly more?: string;
  /** Of the requirements. */
  readonly meets: string;
  /** The worst that it says. */
  readonly worst: Severity;
  /** What a fix does, for the docs; absent if it has none. */
  readonly fixes?: string;
  look(facts: CaseFacts): CheckResult;
}

/** A place in config.yaml, with its line where the text is known. */
export function inConfig(facts: CaseFacts, path: readonly PathStep[], setting = dotted(path)): Where {
  const { file, machine } = facts;
  return {
    file: machine.known ? machine.value.configPath : 'config.yaml',
    line: file.known ? file.value.lineOf(path) : undefined,
    setting,
  };
}

/** The first entry of a client key. */
export function ofKey(facts: CaseFacts, key: ClientKey): Where {
  return {
    ...inConfig(facts, ['api-keys', { item: key.key.reveal() }], 'api-keys'),
    fingerprint: key.fingerprint,
  };
}

/** Items are left out: what names them may be a secret. */
const dotted = (path: readonly PathStep[]): string =>
  path.filter((step) => typeof step === 'string').join('.');

/** Can other machines reach the server as it is configured? undefined if its `host` is not known here. */
export function isReachable({ config, file, server, machine }: CaseFacts): boolean | undefined {
  const isPublic = server.kind === 'go-v6' || server.kind === 'go-v7';
  const host = config.host?.trim().replace(/^\[(.*)\]$/, '$1') ?? '';
  if (host === '') {
    // A public server does not report its host.
    if (isPublic && !file.known) return undefined;
    // Ours listens on this machine alone then, the public one everywhere.
    return isPublic || (machine.known && machine.value.listening.kind === 'public');
  }
  return !/^(localhost\.?|127(\.\d{1,3}){3}|::1|0:0:0:0:0:0:0:1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}

export const isPublicServer = ({ server }: CaseFacts): boolean =>
  server.kind === 'go-v6' || server.kind === 'go-v7';

/** Each key once, however often it is in the list. */
export const firstOfEach = (keys: readonly ClientKey[]): readonly ClientKey[] =>
  keys.filter((key) => !key.duplicate);

/** A clause of a server or provider as a sentence. */
export const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?。！？]$/.test(text) ? '' : /\p{Script=Han}/u.test(text) ? '。' : '.'}`;
