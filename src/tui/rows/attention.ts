import { stripControl } from '../../base/terminal-text.ts';
import { type ClientKey, clientKeyState, stopsAt } from '../../contract/client-key.ts';
import type { ServerView } from '../../store/state.ts';
import { type Line, type Style, segment } from '../text/line.ts';
import { count } from './figures.ts';
import { nameOnScreen, soonMs, unusedFor } from './key-texts.ts';
import { left, type Moment } from './moment.ts';

/** One thing that needs the user; Enter goes to `keyId` when it is about a key. */
export interface Attention {
  readonly id: string;
  readonly line: Line;
  readonly keyId: string | undefined;
}

/** What needs the user, worst first (A2, A4, A7, A8, M1): only what this server and its config really say. */
export function attentionOf(server: ServerView, moment: Moment): readonly Attention[] {
  const items: Attention[] = [];
  const add = (id: string, style: Style, what: string, why: string) =>
    items.push({ id, line: [segment(what, style), segment(why === '' ? '' : `: ${why}`)], keyId: undefined });

  if (server.clientKeys.length === 0) {
    add('open', 'danger', 'OPEN PROXY', 'api-keys is empty, so anyone may call this server; add a key');
  }
  if (server.problem) {
    add(
      'problem',
      'danger',
      'config.yaml',
      `${problemText(server.problem)}; the last good one stays in force`,
    );
  }
  for (const [index, warning] of server.warnings.entries()) {
    add(`warning-${index}`, 'warning', stripControl(warning), '');
  }
  const ranked: Record<'danger' | 'warning' | 'dim', Attention[]> = { danger: [], warning: [], dim: [] };
  for (const key of server.clientKeys) {
    for (const [style, id, why] of reasons(key, moment)) {
      const line = [segment(nameOnScreen(key), style), segment(`: ${why}`)];
      ranked[style].push({ id: `${id}-${key.id}`, line, keyId: key.id });
    }
  }
  return [...items, ...ranked.danger, ...ranked.warning, ...ranked.dim];
}

function reasons(
  key: ClientKey,
  moment: Moment,
): readonly (readonly ['danger' | 'warning' | 'dim', string, string])[] {
  const found: ['danger' | 'warning' | 'dim', string, string][] = [];
  const state = clientKeyState(key, moment.now);
  const stops = stopsAt(key.record);
  if (state === 'expired') found.push(['danger', 'expired', 'expired; revoke it, or give it a new expiry']);
  if (key.sample) found.push(['danger', 'sample', 'a published example key; rotate it']);
  if (key.duplicate)
    found.push(['warning', 'duplicate', 'in the list more than once; revoke it and add it again']);
  if (key.weak && !key.sample) found.push(['warning', 'weak', 'shorter than 32 characters; rotate it']);
  if (state === 'retiring') {
    const calls = key.activity?.lastHour ?? 0;
    const still =
      calls > 0 ? `old key still used (${count(calls, 'call')} in the last hour)` : 'rotation is running';
    found.push([calls > 0 ? 'warning' : 'dim', 'retiring', `${still}, stops in ${left(moment, stops)}`]);
  } else if (state !== 'expired' && stops - moment.now < soonMs) {
    found.push(['warning', 'expiring', `expires in ${left(moment, stops)}`]);
  }
  const unused = unusedFor(key, moment.now);
  if (unused !== undefined)
    found.push(['dim', 'unused', `unused for ${Math.floor(unused / 86_400_000)} days`]);
  if (!key.record?.label) found.push(['dim', 'unlabelled', 'has no label; e gives it one']);
  return found;
}

export function problemText(problem: {
  message: string;
  line?: number | undefined;
  column?: number | undefined;
}): string {
  const place = problem.line === undefined ? '' : `line ${problem.line}:${problem.column ?? 1}: `;
  return `${place}${stripControl(problem.message).replace(/\.$/, '')}`;
}
