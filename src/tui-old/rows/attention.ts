import type { AuthFile } from '../../contract/auth-file.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import type { Diagnosis } from '../../operations/doctor/finding.ts';
import type { ServerView } from '../../store/state.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { type Line, type Style, segment } from '../text/line.ts';
import { count } from './figures.ts';
import { reasonsOf, type Tone } from './key-reasons.ts';
import { nameOnScreen } from './key-texts.ts';
import { ago, type Moment } from './moment.ts';
import { aboutProviders, aboutSessions } from './upstream-attention.ts';
import { noLabel } from './visible-keys.ts';

/** One thing that needs the user. Enter goes where `to` says. */
export interface Attention {
  readonly id: string;
  readonly line: Line;
  readonly to: Destination;
}

export type Destination =
  /** The row of one key. */
  | { readonly kind: 'key'; readonly id: string }
  /** The list of keys, all of them or those that a filter leaves. */
  | { readonly kind: 'keys'; readonly filter: string }
  /** A box with the whole sentence, as it is about no key. */
  | { readonly kind: 'sentence'; readonly text: string }
  /** Load config.yaml, or keep what the server runs with. */
  | { readonly kind: 'config' }
  /** The findings of the last diagnosis. */
  | { readonly kind: 'health' }
  /** The row of one provider key, or those that a filter leaves. */
  | { readonly kind: 'provider'; readonly id: string }
  | { readonly kind: 'providers'; readonly filter: string }
  /** The requests of the last hour that failed. */
  | { readonly kind: 'failed' }
  /** The row of one account. */
  | { readonly kind: 'session'; readonly id: string };

/** What is known beside the server's config and keys: nothing is asked for on its account. */
export interface Known {
  /** The last one, if there was any. */
  readonly diagnosis?: Diagnosis | undefined;
  /** Requests of the last hour. */
  readonly lastHour?: { readonly requests: number; readonly failed: number } | undefined;
  readonly providers?: readonly StatedProviderKey[];
  /** When it was told how they fare, in ms since the epoch. */
  readonly statesAt?: number | undefined;
  readonly sessions?: readonly AuthFile[];
}

/** More keys than these without a label, and with nothing else to be said of them, are one line. */
const fewUnlabelled = 5;
/** So many failed requests of an hour, and such a share of all, are trouble. */
const failing = { requests: 5, share: 0.05 };

/** What needs the user, worst first (A2, A4, A7, A8, M1): only what this server and its config really say. */
export function attentionOf(
  server: ServerView,
  moment: Moment,
  { diagnosis, lastHour, providers = [], statesAt, sessions = [] }: Known = {},
): readonly Attention[] {
  const items: Attention[] = [];
  const add = (id: string, style: Style, what: string, why: string, to?: Destination) => {
    const text = why === '' ? what : `${what}: ${why}`;
    const line = [segment(what, style), segment(text.slice(what.length))];
    items.push({ id, line, to: to ?? { kind: 'sentence', text } });
  };
  if (server.clientKeys.length === 0) {
    const why = 'api-keys is empty, so anyone may call this server; add a key';
    add('open', 'danger', 'OPEN PROXY', why, { kind: 'keys', filter: '' });
  }
  if (server.problem?.unloaded) {
    const why = 'edited, and the server has not loaded it; the next change would overwrite the edit';
    add('problem', 'danger', 'config.yaml', why, { kind: 'config' });
  } else if (server.problem) {
    const why = `${problemText(server.problem)}; the last good one stays in force`;
    add('problem', 'danger', 'config.yaml', why);
  }
  for (const [index, warning] of server.warnings.entries()) {
    add(`warning-${index}`, 'warning', warning, '');
  }
  const health = aboutHealth(diagnosis, moment);
  const accounts = aboutSessions(sessions, moment);
  const ranked: Ranked = {
    danger: [...health.danger, ...aboutProviders(providers, statesAt, moment), ...accounts.danger],
    warning: [...aboutRequests(lastHour), ...health.warning, ...accounts.warning],
    dim: [],
  };
  return [...items, ...aboutKeys(server.clientKeys, moment, ranked)];
}

function aboutRequests({ requests, failed }: NonNullable<Known['lastHour']> = none): readonly Attention[] {
  if (failed < failing.requests || failed / requests < failing.share) return [];
  const what = `${Math.round((failed / requests) * 100)} % of requests failed in the last hour`;
  const line = [segment(what, 'warning'), segment(` (${failed} of ${requests}) · Enter shows them`)];
  return [{ id: 'failed', line, to: { kind: 'failed' } }];
}

const none = { requests: 0, failed: 0 };

/** Told here already, with what is known right now. */
const toldAbove: ReadonlySet<string> = new Set([
  ...['open-proxy', 'config-broken', 'sample-keys', 'key-length', 'duplicate-keys'],
  ...['expired-keys', 'overdue-rotations', 'unused-keys'],
]);

/** The worst that the health screen has found, in one line with its age. */
function aboutHealth(diagnosis: Diagnosis | undefined, moment: Moment): Ranked {
  const known = diagnosis?.findings.filter(
    ({ severity, check }) => severity !== 'notice' && !toldAbove.has(check),
  );
  const [worst] = known ?? [];
  if (!diagnosis || !known || !worst) return { danger: [], warning: [], dim: [] };
  const tone = worst.severity === 'error' ? 'danger' : 'warning';
  // The number comes first, where nothing cuts it off.
  const all = known.length > 1 ? `${known.length} things, ` : '';
  const text = `: ${all}${ago(moment, diagnosis.at)}: ${worst.what}`;
  const item: Attention = {
    id: 'health',
    line: [segment('Health', tone), segment(text)],
    to: { kind: 'health' },
  };
  return { danger: [], warning: [], dim: [], [tone]: [item] };
}

export type Ranked = Record<Tone, Attention[]>;

/** One line for each key, however much is to be said of it; `ranked`: what stands there already. */
function aboutKeys(keys: readonly ClientKey[], moment: Moment, ranked: Ranked): readonly Attention[] {
  const unlabelled: Attention[] = [];
  const repeated = new Set(keys.filter((key) => key.duplicate).map((key) => key.fingerprint));
  for (const key of keys) {
    // Its first entry speaks for all.
    if (key.duplicate) continue;
    const reasons = reasonsOf(key, repeated.has(key.fingerprint), moment);
    const [worst] = reasons;
    if (!worst && key.record?.label) continue;
    const tone = worst?.tone ?? 'dim';
    const why = worst
      ? `${reasons.map(({ what }) => what).join(', ')}${worst.act}`
      : 'has no label; e gives it one';
    const line = [segment(nameOnScreen(key), tone), segment(`: ${why}`)];
    (worst ? ranked[tone] : unlabelled).push({ id: `key-${key.id}`, line, to: { kind: 'key', id: key.id } });
  }
  // As many as the list then shows.
  const bare = keys.filter((key) => !key.record?.label).length;
  return [...ranked.danger, ...ranked.warning, ...ranked.dim, ...fewOrOne(unlabelled, bare)];
}

function fewOrOne(unlabelled: readonly Attention[], all: number): readonly Attention[] {
  if (unlabelled.length <= fewUnlabelled) return unlabelled;
  const line = [segment(count(all, 'key'), 'dim'), segment(' have no label; Enter shows them')];
  return [{ id: 'unlabelled', line, to: { kind: 'keys', filter: noLabel } }];
}

/** The place comes first, where nothing cuts it off, and once. */
export function problemText({ message, line, column }: Place): string {
  const text = message.replace(/\.$/, '');
  if (line === undefined) return text;
  const again = `: line ${line}, column ${column ?? 1}`;
  return `line ${line}:${column ?? 1}: ${text.endsWith(again) ? text.slice(0, -again.length) : text}`;
}

interface Place {
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
