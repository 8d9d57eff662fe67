import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { commas } from '../../base/text/commas.ts';
import { words } from './words.ts';

/** Worst first. */
export const severities = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof severities)[number];

/** Where the problem is, as far as known. */
export interface Where {
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  /** Dotted: `remote-management.secret-key`. */
  readonly setting?: string | undefined;
  readonly fingerprint?: Fingerprint | undefined;
  /** Name of an auth file. */
  readonly session?: string | undefined;
}

/** One problem. No secret: keys by label or mask. Each text is whole sentences. */
export interface Finding {
  /** The check, and what it is about: the same problem has the same id in the next run. */
  readonly id: string;
  readonly check: string;
  readonly severity: Severity;
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What a person can do about it. */
  readonly remedy: string;
  readonly where: Where;
  /** What a fix would change; absent if none is safe to make for the user. */
  readonly fix?: string;
  /** The fix cuts off clients: it is made only where it is chosen itself, not with all others. */
  readonly alone?: true;
}

/** A check that was not run, or only partly. */
export interface Unchecked {
  readonly check: string;
  readonly title: string;
  /** Why not, as a sentence. */
  readonly why: string;
}

export interface Diagnosis {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  /** Titles of the checks that were made. */
  readonly checked: readonly string[];
  /** ms since the epoch. */
  readonly at: number;
  /** When config.yaml was last changed, ms since the epoch; undefined: not known. */
  readonly configChangedAt?: number | undefined;
}

/** `config.yaml line 12, api-keys`; empty: nowhere in particular. */
export function placeText({ file, line, setting, session }: Where): string {
  const place = file ?? session ?? '';
  const withLine = line === undefined ? place : words().place(place || 'config.yaml', line);
  return [withLine, setting ?? ''].filter(Boolean).join(commas().parts);
}

/** `2 errors, 1 notice; 3 not checked, or only partly checked.` */
export function summaryOf({ findings, unchecked }: Pick<Diagnosis, 'findings' | 'unchecked'>): string {
  const parts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  const said = parts.length === 0 ? 'No problems found' : `${parts.join(', ')}`;
  const open = unchecked.length === 0 ? '' : `; ${unchecked.length} not checked, or only partly checked`;
  return `${said}${open}.`;
}
