import type { Finding } from '../../../operations/doctor/finding.ts';
import type { ScreenId } from '../../ui/ui-state.ts';
import { words } from './words.ts';

/** An act on another screen that puts a finding right, with its item selected. */
export interface Remedy {
  readonly act: string;
  /** The act's own key: the row names it, and it works on Health as well. */
  readonly key: string;
  readonly title: Exclude<keyof ReturnType<typeof words>['remedies'], 'setMode'>;
  readonly screen: ScreenId;
}

const onKeys = (act: string, key: string, title: Remedy['title']): Remedy => ({
  act,
  key,
  title,
  screen: 'client-keys',
});
const rotate = onKeys('rotate-key', 'R', 'rotate');

/** By check. The subject of such a finding is the id of the item. */
const remedies: Readonly<Record<string, Remedy>> = {
  'open-proxy': onKeys('add-key', 'a', 'addKey'),
  'sample-keys': rotate,
  'key-length': rotate,
  'guessable-keys': rotate,
  'key-age': rotate,
  'unused-keys': onKeys('revoke-keys', 'x', 'revoke'),
  'expired-keys': onKeys('revoke-keys', 'x', 'revoke'),
  'provider-keys': { act: 'rotate-provider-key', key: 'R', title: 'replace', screen: 'providers' },
  sessions: { act: 'log-in-again', key: 'L', title: 'logIn', screen: 'sessions' },
};
export const allRemedies: readonly Remedy[] = Object.values(remedies);

/** undefined: fixed with `f`, or by hand. */
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

/** Fixes that name the mode. */
const setsModes: ReadonlySet<string> = new Set(['file-modes', 'env-files']);

/** What the row says at its right: the key that fixes it, and what that does. */
export function fixText(finding: Finding): { readonly key: string; readonly title: string } {
  const says = words().remedies;
  const mode = setsModes.has(finding.check) ? /\b0[0-7]{3}\b/.exec(finding.fix ?? '')?.[0] : undefined;
  if (mode !== undefined) return { key: 'f', title: says.setMode(mode) };
  if (finding.fix !== undefined) return { key: 'f', title: says[fixes[finding.check] ?? 'fix'] };
  const remedy = remedyOf(finding);
  return remedy ? { key: remedy.key, title: says[remedy.title] } : { key: 'Enter', title: says.how };
}
