import type { AuthFile } from '../../../contract/auth-file.ts';
import type { Diagnosis, Finding } from '../../../operations/doctor/finding.ts';
import type { ConsoleState, ServerView } from '../../../store/state.ts';
import type { Moment } from '../../moment.ts';
import { percent, wholeNumber } from '../../numbers.ts';
import { fixText, remedyOf, subjectOf } from '../health/findings.ts';
import type { StatedProviderKey } from '../providers/rows.ts';
import { fieldTerm } from '../usage/filter.ts';
import { type Attention, type Fix, tones } from './attention.ts';
import { aboutClientKeys } from './key-attention.ts';
import { aboutProviders, aboutSessions } from './upstream-attention.ts';
import { words } from './words.ts';

/** What is known beside the config and the keys of the server: nothing is loaded for this list alone. */
export interface Known {
  readonly diagnosis?: Diagnosis | undefined;
  /** Requests of the last hour. */
  readonly lastHour?: { readonly requests: number; readonly failed: number } | undefined;
  readonly providers?: readonly StatedProviderKey[];
  /** When the states of the provider keys were read, ms since the epoch. */
  readonly statesAt?: number | undefined;
  readonly sessions?: readonly AuthFile[];
  readonly login?: ConsoleState['login'];
  /** There is neither a provider key nor a session. */
  readonly noUpstream?: boolean;
}

/** So many failed requests of an hour, and such a share of all, are too many. */
const failing = { requests: 5, share: 0.05 };

/** What needs the operator, worst first (A2, A4, A7, A8, M1): only what this server really reports. */
export function attentionOf(server: ServerView, moment: Moment, known: Known = {}): readonly Attention[] {
  const { diagnosis, lastHour, providers = [], statesAt, sessions = [], login, noUpstream } = known;
  const items = [
    ...aboutServer(server),
    ...aboutLogin(login),
    ...aboutProviders(providers, statesAt, moment),
    ...aboutRequests(lastHour),
    ...aboutFindings(diagnosis),
    ...aboutSessions(sessions, moment),
    ...aboutClientKeys(server.clientKeys, moment),
  ];
  // Alone it is the next steps that the screen shows.
  if (noUpstream && items.length > 0) items.push(aboutUpstreams());
  return tones.flatMap((tone) => items.filter((item) => item.tone === tone));
}

function aboutServer({ clientKeys, problem, warnings }: ServerView): readonly Attention[] {
  const { attention } = words();
  const items: Attention[] = [];
  if (clientKeys.length === 0) {
    items.push({
      id: 'open',
      tone: 'danger',
      what: attention.openProxy,
      fact: attention.openProxyFact,
      to: { screen: 'client-keys', filter: '' },
      fix: { act: 'add-key', title: attention.fixes.addKey, on: { screen: 'client-keys' } },
    });
  }
  if (problem?.unloaded) {
    const fact = attention.unloaded;
    const act = 'choose-config';
    items.push({
      id: 'problem',
      tone: 'danger',
      what: 'config.yaml',
      fact,
      to: { act },
      fix: { act, title: attention.fixes.choose },
    });
  } else if (problem) {
    const fact = attention.broken(problemText(problem));
    items.push({ id: 'problem', tone: 'danger', what: 'config.yaml', fact, to: 'sentence' });
  }
  for (const [index, warning] of warnings.entries()) {
    items.push({ id: `warning-${index}`, tone: 'warning', what: warning, fact: '', to: 'sentence' });
  }
  return items;
}

function aboutUpstreams(): Attention {
  const { attention } = words();
  const on = { screen: 'providers' } as const;
  return {
    id: 'no-upstream',
    tone: 'warning',
    what: attention.noUpstream,
    fact: attention.noUpstreamFact,
    to: on,
    fix: { act: 'add-provider-key', title: attention.fixes.addProvider, on },
  };
}

/** A login that was hidden and still waits. */
function aboutLogin(login: ConsoleState['login']): readonly Attention[] {
  if (!login || !('start' in login.flow)) return [];
  const { attention } = words();
  const [what, fact] = [attention.login(login.title), attention.loginFact];
  return [{ id: 'login', tone: 'warning', what, fact, to: { act: 'log-in' } }];
}

function aboutRequests({ requests, failed } = { requests: 0, failed: 0 }): readonly Attention[] {
  if (failed < failing.requests || failed / requests < failing.share) return [];
  const { attention } = words();
  const what = attention.failedRequests(percent(failed, requests));
  const fact = attention.failedOf(wholeNumber(failed), wholeNumber(requests));
  return [
    {
      id: 'failed',
      tone: 'warning',
      what,
      fact,
      to: { screen: 'usage', filter: fieldTerm('status', 'failed') },
    },
  ];
}

/** Said already, with what is known right now. */
const saidAlready: ReadonlySet<string> = new Set([
  ...['open-proxy', 'config-broken', 'sample-keys', 'key-length', 'duplicate-keys'],
  ...['expired-keys', 'overdue-rotations', 'unused-keys'],
]);

const toneOf = { error: 'danger', warning: 'warning', notice: 'notice' } as const;

/** What the screen Health found when it last looked. */
function aboutFindings(diagnosis: Diagnosis | undefined): readonly Attention[] {
  const findings = diagnosis?.findings.filter(({ check }) => !saidAlready.has(check)) ?? [];
  return findings.map((finding) => {
    const fix = fixOf(finding);
    return {
      id: `finding-${finding.id}`,
      tone: toneOf[finding.severity],
      what: finding.what.replace(/\.$/, ''),
      fact: '',
      to: { screen: 'health', id: finding.id },
      ...(fix && { fix }),
    };
  });
}

/** As on Health: its own fix, or an act of the screen where the item is. */
function fixOf(finding: Finding): Fix | undefined {
  const { title } = fixText(finding);
  if (finding.fix !== undefined) {
    return { act: 'fix-findings', title, on: { screen: 'health', id: finding.id } };
  }
  const remedy = remedyOf(finding);
  const id = subjectOf(finding);
  return remedy && { act: remedy.act, title, on: { screen: remedy.screen, ...(id !== undefined && { id }) } };
}

interface Place {
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The place first, where nothing cuts it off, and once: `line 3:1: A quote is open`. */
export function problemText({ message, line, column }: Place): string {
  const text = message.replace(/\.$/, '');
  if (line === undefined) return text;
  const again = `: line ${line}, column ${column ?? 1}`;
  return `line ${line}:${column ?? 1}: ${text.endsWith(again) ? text.slice(0, -again.length) : text}`;
}
