import type { Diagnosis, Finding, Severity, Unchecked } from '../../../operations/health/finding.ts';
import type { At } from '../../act.ts';
import { memoize } from '../../memoize.ts';
import { createItemList } from '../../ui/item-list.ts';
import type { ScreenId } from '../../ui/ui-state.ts';
import { words } from './words.ts';

/** An item of the list: a finding, or a check that was skipped. */
export type HealthItem =
  | { readonly kind: 'finding'; readonly id: string; readonly finding: Finding }
  | { readonly kind: 'unchecked'; readonly id: string; readonly unchecked: Unchecked };

export const severityOf = (item: HealthItem): Severity | 'unchecked' =>
  item.kind === 'finding' ? item.finding.severity : 'unchecked';

const none: readonly HealthItem[] = [];
const read = memoize((diagnosis: Diagnosis | undefined) => (diagnosis ? itemsOf(diagnosis) : none));

/** Findings of the last diagnosis, worst first, and skipped checks. */
export const findingList = createItemList<HealthItem>({
  screen: 'health',
  items: (_, { health }) => read(health.diagnosis),
  idOf: ({ id }) => id,
  worstFirst: true,
  words(item) {
    if (item.kind === 'unchecked') {
      const { check, title, why } = item.unchecked;
      return ['not checked', check, title, why];
    }
    const { severity, check, what, why, where } = item.finding;
    return [severity, check, what, why, where.file];
  },
});

function itemsOf({ findings, unchecked }: Diagnosis): readonly HealthItem[] {
  return [
    ...findings.map((finding): HealthItem => ({ kind: 'finding', id: finding.id, finding })),
    ...unchecked.map((it): HealthItem => ({ kind: 'unchecked', id: `unchecked ${it.check}`, unchecked: it })),
  ];
}

/** Findings to fix: the marked ones, even if filtered out, otherwise the selected one. */
export const meantFindings = (at: At): readonly Finding[] =>
  findingList(at).targets.flatMap((item) => (item.kind === 'finding' ? [item.finding] : []));

/** An act on another screen that fixes a finding, with its item selected. */
export interface Remedy {
  readonly act: string;
  /** The act's own key, shown in the row; it also works on Health. */
  readonly key: string;
  readonly title: Exclude<keyof ReturnType<typeof words>['remedies'], 'setMode'>;
  readonly screen: ScreenId;
}

const rotate: Remedy = { act: 'rotate-key', key: 'R', title: 'rotate', screen: 'client-keys' };
const revoke: Remedy = { act: 'revoke-keys', key: 'x', title: 'revoke', screen: 'client-keys' };

/** By check. The subject of such a finding is the id of the item. */
const remedies: Readonly<Record<string, Remedy>> = {
  'open-proxy': { act: 'add-key', key: 'a', title: 'addKey', screen: 'client-keys' },
  'sample-keys': rotate,
  'key-length': rotate,
  'guessable-keys': rotate,
  'key-age': rotate,
  'unused-keys': revoke,
  'expired-keys': revoke,
  'provider-keys': { act: 'rotate-provider-key', key: 'R', title: 'replace', screen: 'providers' },
  sessions: { act: 'log-in-again', key: 'L', title: 'logIn', screen: 'sessions' },
};
export const allRemedies: readonly Remedy[] = Object.values(remedies);

/** undefined if fixed with `f` or by hand. */
export const remedyOf = ({ check, fix }: Finding): Remedy | undefined =>
  fix === undefined ? remedies[check] : undefined;

/** Id of the item that the finding is about. */
export const subjectOf = ({ id, check }: Finding): string | undefined =>
  id === check ? undefined : id.slice(check.length + 1);

const fixes: Readonly<Record<string, Remedy['title']>> = {
  'plain-secret': 'hash',
  'ws-auth': 'turnOn',
  'expired-keys': 'revoke',
  'overdue-rotations': 'finish',
  'amp-unknown-keys': 'dropMapping',
  'amp-duplicates': 'dropMapping',
  'auth-dir': 'makeFolder',
};

/** Fixes whose text names the file mode. */
const setsModes: ReadonlySet<string> = new Set(['file-modes', 'env-files']);

/** Right part of the row: the key that fixes it, and what that does. */
export function fixText(
  finding: Finding,
  readOnly = false,
): { readonly key: string; readonly title: string } {
  const says = words().remedies;
  if (readOnly) return { key: 'Enter', title: says.how };
  const mode = setsModes.has(finding.check) ? /\b0[0-7]{3}\b/.exec(finding.fix ?? '')?.[0] : undefined;
  if (mode !== undefined) return { key: 'f', title: says.setMode(mode) };
  if (finding.fix !== undefined) return { key: 'f', title: says[fixes[finding.check] ?? 'fix'] };
  const remedy = remedyOf(finding);
  return remedy ? { key: remedy.key, title: says[remedy.title] } : { key: 'Enter', title: says.how };
}
