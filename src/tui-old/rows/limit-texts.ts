import { formatCount } from '../../base/count-text.ts';
import type { Support } from '../../contract/capabilities.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { countedLimits, limitWords, usedAt } from '../../contract/key-limits.ts';
import { shortNumber } from './figures.ts';
import { left, type Moment } from './moment.ts';

/** One text a limit: what it is, how much of it is used, and that nobody holds it where that is so. */
export function limitTexts(key: ClientKey, support: Support | undefined, moment: Moment): readonly string[] {
  const limits = key.record?.limits ?? {};
  const enforced = support === 'enforced';
  const note = enforced ? '' : ' · not enforced by this server';
  const texts: string[] = [];
  for (const limit of countedLimits) {
    const most = limits[limit];
    if (most === undefined) continue;
    const spent = key.activity?.spending?.[limit];
    const used = usedAt(spent, moment.now);
    if (spent) moment.changesAt(spent.resetsAt);
    const until = spent?.refusedUntil;
    const over = until !== undefined && until > moment.now && (used ?? 0) >= most;
    const now = used === undefined ? '– used' : `${shortNumber(used)} used`;
    const again = over ? ` · over limit, again in ${left(moment, until)}` : '';
    texts.push(`${formatCount(most)} ${limitWords[limit]}${enforced ? ` · ${now}${again}` : note}`);
  }
  if (limits.models) texts.push(`only ${limits.models.join(', ') || 'no model'}${note}`);
  return texts;
}
