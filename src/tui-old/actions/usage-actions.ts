import { textIn } from '../input/text-field.ts';
import type { UsageAction } from '../ui/reduce-usage.ts';
import type { Desk, Perform } from './desk.ts';
import { onKey } from './on-key.ts';

const usage = ({ dispatch }: Desk, action: UsageAction) => dispatch({ type: 'usage', action });

/** As the list stands now. */
function frozen(desk: Desk) {
  const { usage: tail } = desk.context().console;
  return { tail: tail.records, seen: tail.seen };
}

/** The usage screen. */
export const usageActions = {
  'usage-open': (desk) => {
    const { focus, groups, by, detail, paused } = desk.context().ui.usage;
    if (focus === 'requests') {
      return usage(desk, { type: 'detail', at: detail ? undefined : (paused ?? frozen(desk)) });
    }
    if (groups.cursor !== undefined) usage(desk, { type: 'entered', step: { by, value: groups.cursor } });
  },
  'usage-live': (desk) => {
    const { focus } = desk.context().ui.usage;
    usage(desk, { type: 'focus', focus: focus === 'groups' ? 'requests' : 'groups' });
  },
  'usage-pause': (desk) =>
    usage(desk, { type: 'paused', at: desk.context().ui.usage.paused ? undefined : frozen(desk) }),
  'usage-group': (desk) => usage(desk, { type: 'grouping', by: 1 }),
  'usage-time': (desk) => usage(desk, { type: 'span', by: 1 }),
  'usage-time-back': (desk) => usage(desk, { type: 'span', by: -1 }),
  'usage-filter': (desk) => {
    usage(desk, { type: 'focus', focus: 'requests' });
    desk.dispatch({ type: 'filter-opened' });
  },
  'key-usage': onKey((desk, key) => {
    usage(desk, { type: 'about', step: { by: 'key', value: key.fingerprint } });
    desk.dispatch({ type: 'screen', screen: 'usage' });
  }),
} satisfies Record<string, Perform>;

/** One step out: of the request, the filter, the group, the list. `false`: there is none left. */
export function leaveUsage(desk: Desk): boolean {
  const { detail, filter, only, focus } = desk.context().ui.usage;
  if (detail) usage(desk, { type: 'detail', at: undefined });
  else if (textIn(filter) !== '') desk.dispatch({ type: 'filter-cleared' });
  else if (only.length > 0) usage(desk, { type: 'left' });
  else if (focus === 'requests') usage(desk, { type: 'focus', focus: 'groups' });
  else return false;
  return true;
}
