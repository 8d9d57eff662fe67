import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import type { FileMode } from '../../contract/facts.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import type { CaseFacts } from './case-facts.ts';
import type { Finding, Severity } from './finding.ts';

/** How a fault is put right, as data. It may hold secrets, so it never leaves the operation. */
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
export type BoundOperation = (context: OperationContext) => Promise<Outcome<Done<unknown>>>;

export const bound =
  <Input, Result>(operation: Operation<Input, Result>, input: Input): BoundOperation =>
  (context) =>
    operation.run(context, input);

export interface Found extends Omit<Finding, 'check' | 'id'> {
  /** What of several it is about: a fingerprint, a path; absent where there can be only one. */
  readonly subject?: string;
  readonly repair?: Repair;
}

export interface CheckResult {
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
  /** What a fix does, for the docs; absent: it has none. */
  readonly fixes?: string;
  look(facts: CaseFacts): CheckResult;
}
